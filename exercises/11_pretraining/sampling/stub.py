"""Sampling the next token. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: temperature, 0 being a case of its own
    # TODO: top_k, then top_p
    # TODO: draw one of those that stay
    raise NotImplementedError("sampling")
