"""Learning in context. `dlquiz show` prints the task, `dlquiz hint` helps."""


def build_prompt(task: str, examples: list[tuple[str, str]], query: str, k: int) -> str:
    """The text that a language model is given, so that its continuation is the answer.

    Args:
        task: what is to be done, in words.
        examples: pairs (input, output), k or more.
        query: the input whose output is asked for.
        k: how many of the examples are shown, the first ones; 0 for zero-shot.

    Returns:
        The task and a blank line; for each example its input, its output and a blank line; the query, and "Output:"
        with nothing after it.

    Example:
        build_prompt("Say the opposite.", [("hot", "cold"), ("big", "small")], "up", 1)
        -> "Say the opposite.\\n\\nInput: hot\\nOutput: cold\\n\\nInput: up\\nOutput:"
    """
    # TODO: task, examples, query
    raise NotImplementedError("in_context")
