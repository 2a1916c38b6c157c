"""In-context learning: the task, k solved examples and the question, as one text that the model goes on writing.

The examples stand in the context, not in a data set: no gradient is taken, no weight moves, and the next prompt can ask
for another task of the same model.

Source: Brown et al. 2020, Language models are few-shot learners, section 2 and figure 2.1.
"""


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
    shots = "".join(f"Input: {x}\nOutput: {y}\n\n" for x, y in examples[:k])
    head, question = f"{task}\n\n", f"Input: {query}\nOutput:"
    return head + shots + question
