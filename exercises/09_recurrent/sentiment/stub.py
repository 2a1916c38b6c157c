"""Read the sentiment of a review. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor, nn


def make_model(vocab_size: int) -> nn.Module:
    """An untrained network that tells praise from blame.

    Args:
        vocab_size: how many ids there are, with the 0 of the padding.

    Returns:
        A module that maps reviews (N, T), int64, to logits (N, 2), for any N.
    """
    # TODO: a layer for the words, one that reads them in order, one that judges what was read
    raise NotImplementedError("sentiment")


def train(model: nn.Module, x: Tensor, y: Tensor, *, generator: torch.Generator) -> nn.Module:
    """Trains the network on labelled reviews.

    Args:
        model: what make_model returned. It may be changed in place.
        x: (N, T), int64, the words' ids, padded at the end with 0; N = 1500, T = 20.
        y: (N,), int64: 1 praise, 0 blame.
        generator: source of randomness, for the order of the reviews.

    Returns:
        The trained model.

    Example:
        model = train(make_model(32), x, y, generator=torch.Generator().manual_seed(0))
        model.eval()(x[:5]).argmax(dim=1) -> five verdicts
    """
    # TODO: batches in random order, the loss of each, its gradient, a step
    raise NotImplementedError("sentiment")
