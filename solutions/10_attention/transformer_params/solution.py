"""Parameters of the Transformer: 4 d² for each attention, 2 · d · ff for each feed-forward, 2 d for each norm.

An encoder layer has one attention, a decoder layer two. The number of heads does not enter: they share the d columns
of the four matrices among themselves.

Source: Vaswani et al. 2017, Attention Is All You Need, sections 3.1 to 3.4.
"""


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
    attention = 4 * d * d  # for query, key, value and output
    feed_forward = d * ff + ff * d
    if bias:
        attention += 4 * d
        feed_forward += ff + d
    norm = 2 * d  # scale and shift

    encoder_layer = attention + feed_forward + 2 * norm
    decoder_layer = 2 * attention + feed_forward + 3 * norm  # the second attention looks at the encoder
    matrices = 1 if tied else 3  # source, target and output
    return layers * (encoder_layer + decoder_layer) + matrices * vocab * d
