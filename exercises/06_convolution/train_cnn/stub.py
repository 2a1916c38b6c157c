"""Train a convolutional network. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor, nn


def make_model() -> nn.Module:
    """An untrained network that tells bars from crosses.

    Returns:
        A module that maps images (N, 1, 12, 12) to logits (N, 2), for any N.
    """
    # TODO: layers that look for a small pattern at every place of the image
    raise NotImplementedError("train_cnn")


def train(model: nn.Module, x: Tensor, y: Tensor, *, generator: torch.Generator) -> nn.Module:
    """Trains the network on labelled images.

    Args:
        model: what make_model returned. It may be changed in place.
        x: (N, 1, 12, 12), float32, N = 1200.
        y: (N,), int64, 0 or 1.
        generator: source of randomness, for the order of the images.

    Returns:
        The trained model.

    Example:
        model = train(make_model(), x, y, generator=torch.Generator().manual_seed(0))
        model.eval()(x[:5]).argmax(dim=1) -> the classes of five images
    """
    # TODO: batches in random order, the loss of each, its gradient, a step
    raise NotImplementedError("train_cnn")
