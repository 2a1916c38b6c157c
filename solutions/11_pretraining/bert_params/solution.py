"""Parameters of BERT: embeddings with a norm, layers of 12 H² + 13 H, and a pooler.

A layer is an attention, 4 H², and a feed-forward part four times as wide, 8 H²; biases and two norms add 13 H.

Source: Devlin et al. 2019, BERT, section 3, and the released models (vocabulary 30 522).
"""


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
    norm = 2 * hidden  # scale and shift
    embeddings = (vocab + max_len + 2) * hidden + norm  # words, positions, two segments

    inner = 4 * hidden
    attention = 4 * (hidden * hidden + hidden)  # query, key, value, output; the heads share their columns
    feed_forward = hidden * inner + inner + inner * hidden + hidden
    layer = attention + norm + feed_forward + norm

    total = embeddings + layers * layer
    return total + hidden * hidden + hidden if pooler else total
