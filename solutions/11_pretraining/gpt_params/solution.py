"""Parameters of GPT: embeddings, layers of 12 H² + 13 H, a final norm; the output is the embedding once more.

Nearly everything is in the layers, so 12 · layers · H² is the size of a large model to within a percent.

Source: Radford et al. 2019, GPT-2; Brown et al. 2020, GPT-3, table 2.1.
"""


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
    norm = 2 * hidden  # scale and shift
    embeddings = (vocab + context) * hidden  # tokens and positions; the output uses the tokens' again

    inner = 4 * hidden
    attention = 4 * (hidden * hidden + hidden)  # query, key, value, output
    feed_forward = hidden * inner + inner + inner * hidden + hidden
    layer = norm + attention + norm + feed_forward
    return embeddings + layers * layer + norm
