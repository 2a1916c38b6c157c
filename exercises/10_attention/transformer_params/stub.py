"""Parameters of the Transformer. `dlquiz show` prints the task, `dlquiz hint` helps."""


def transformer_params(
    d: int = 512, ff: int = 2048, layers: int = 6, vocab: int = 0, bias: bool = True, tied: bool = True
) -> int:
    """The number of parameters of an encoder–decoder Transformer.

    Args:
        d: numbers at each position.
        ff: units between the two matrices of a feed-forward part.
        layers: of the encoder, and as many of the decoder.
        vocab: rows of an embedding; 0 counts neither embeddings nor the output's matrix.
        bias: whether attention and feed-forward have biases. The norms have a scale and a shift in any case.
        tied: whether both embeddings and the output's matrix are one and the same.

    Returns:
        An int.

    Example:
        One layer each with d = 1 and ff = 3: an encoder layer of 8 + 10 + 4, a decoder layer of 16 + 10 + 6 parameters:
        transformer_params(1, 3, layers=1) -> 54
    """
    # TODO: an attention, a feed-forward part, a norm
    # TODO: an encoder layer, a decoder layer, the embeddings
    raise NotImplementedError("transformer_params")
