"""Parameters of GPT. `dlquiz show` prints the task, `dlquiz hint` helps."""


def gpt_params(layers: int, hidden: int, vocab: int = 50257, context: int = 1024) -> int:
    """The number of parameters of a GPT whose output is tied to its embedding.

    Args:
        layers: how many.
        hidden: numbers at each position, H.
        vocab: tokens.
        context: positions.

    Returns:
        An int.

    Example:
        One layer with H = 2, embeddings of 5 + 4 rows: 18, then 12 · 4 + 13 · 2, then a norm of 4:
        gpt_params(1, 2, vocab=5, context=4) -> 96
    """
    # TODO: two embeddings
    # TODO: a layer: two norms, attention, feed-forward
    # TODO: the final norm; what does the output add?
    raise NotImplementedError("gpt_params")
