"""Parameters of BERT. `dlquiz show` prints the task, `dlquiz hint` helps."""


def bert_params(
    layers: int, hidden: int, heads: int, vocab: int = 30522, max_len: int = 512, pooler: bool = True
) -> int:
    """The number of parameters of a BERT encoder.

    Args:
        layers: how many.
        hidden: numbers at each position, H.
        heads: of each attention; divides hidden.
        vocab: word pieces.
        max_len: positions.
        pooler: whether the dense layer behind the first token is counted.

    Returns:
        An int.

    Example:
        One layer with H = 2 and embeddings of 5 + 4 + 2 rows: 22 + 4, then 12 · 4 + 13 · 2 without a pooler:
        bert_params(1, 2, 1, vocab=5, max_len=4, pooler=False) -> 100
    """
    # TODO: three embeddings and a norm
    # TODO: a layer: attention, feed-forward, two norms
    # TODO: the pooler
    raise NotImplementedError("bert_params")
