"""A small convolutional network: (convolution, ReLU) × 2, the maximum over all places, a linear layer.

A filter has the same weights at every place, so one crossing teaches it what all crossings look like. The maximum
over the places then asks "is it anywhere?" and forgets where.

Sources: LeCun et al. 1998, Gradient-based learning applied to document recognition, section II; Kingma and Ba 2015,
Adam: A method for stochastic optimization.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def make_model() -> nn.Module:
    """An untrained network that tells bars from crosses.

    Returns:
        A module that maps images (N, 1, 12, 12) to logits (N, 2), for any N.
    """
    return nn.Sequential(
        nn.Conv2d(1, 8, kernel_size=3, padding=1),  # (N, 8, 12, 12)
        nn.ReLU(),
        nn.Conv2d(8, 16, kernel_size=3, padding=1),  # (N, 16, 12, 12): sees 5 × 5 pixels
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),  # (N, 16, 1, 1)
        nn.Flatten(),  # (N, 16)
        nn.Linear(16, 2),  # (N, 2)
    )


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
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(6):
        order = torch.randperm(len(x), generator=generator)  # CPU, as the generator
        for batch in order.to(x.device).split(64):
            loss = F.cross_entropy(model(x[batch]), y[batch])
            optimizer.zero_grad()  # backward adds to what is there
            loss.backward()
            optimizer.step()
    return model
