"""Sampling the next token: the softmax of the logits by temperature, its top k, and of these the likeliest up to top_p.

The largest logit alone makes dull text that repeats itself; the whole distribution has a long tail of tokens that are
each unlikely and together frequent nonsense. Temperature reshapes it, top_k and top_p cut the tail off.

Source: Holtzman et al. 2020, The curious case of neural text degeneration, section 3; Fan et al. 2018, Hierarchical
neural story generation, section 5.4 (top-k).
"""

import torch
from torch import Tensor


def sample_logits(
    logits: Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    generator: torch.Generator | None = None,
) -> int:
    """The id of the next token, drawn.

    Args:
        logits: (V,).
        temperature: divides the logits; 0: the largest logit wins, and nothing is drawn.
        top_k: that many tokens stay, or all if there are no more.
        top_p: in (0, 1]. Of those that stay, with probabilities that sum to 1, the smallest set of the most likely ones
            whose probabilities reach top_p.
        generator: the only source of randomness, always given; it lives on the CPU, wherever logits does.

    Returns:
        int. Of equal logits, those with the lowest index come first.

    Example:
        logits [2., 1., 2., 0.], top_k 2: 0 or 2, each with probability 0.5; temperature 0: 0.
    """
    if temperature == 0:
        return int(logits.argmax())  # the first of equals
    ordered, ids = (logits / temperature).sort(descending=True, stable=True)  # (V), (V)
    if top_k is not None:
        ordered = ordered[:top_k]  # (k)
    p = ordered.softmax(dim=0)
    if top_p is not None:
        before = p.cumsum(dim=0) - p  # what the more likely ones have
        p = p[before < top_p]  # the one that reaches top_p stays
    rank = torch.multinomial(p.cpu(), 1, generator=generator)  # (1), in proportion to p
    return int(ids[rank.to(ids.device)])
