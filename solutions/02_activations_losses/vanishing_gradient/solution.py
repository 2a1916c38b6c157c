"""The slope of an activation a applied depth times: Π a′(h_l), with h₀ = x and h_{l+1} = a(h_l).

A product of many factors below 1 dies out: σ′ is at most ¼, and tanh′ is 1 at 0 alone. ReLU's factors are 1 or 0.

Source: Hochreiter 1991, Untersuchungen zu dynamischen neuronalen Netzen.
"""

import torch
from torch import Tensor

ACTIVATIONS = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}


def gradient_through_depth(activation: str, depth: int, x: Tensor) -> Tensor:
    """The slope of an activation applied `depth` times, without weights.

    Args:
        activation: "sigmoid", "tanh" or "relu".
        depth: how often it is applied, 0 or more.
        x: any shape.

    Returns:
        Like x: the slope at each element. relu has the slope 0 at 0.

    Raises:
        ValueError: another name, or a negative depth.

    Example:
        "sigmoid", depth 1, x [0.] -> [0.25]; depth 2 -> [0.25 * 0.2350] = [0.0588], as σ(0) = 0.5, σ′(0.5) = 0.2350
        "relu", depth 5, x [-1., 0., 2.] -> [0., 0., 1.]
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation is {activation!r}; it must be sigmoid, tanh or relu")
    if depth < 0:
        raise ValueError(f"depth is {depth}; it can't be negative")

    grad, h = torch.ones_like(x), x
    for _ in range(depth):
        grad = grad * slope(activation, h)
        h = ACTIVATIONS[activation](h)
    return grad


def slope(activation: str, h: Tensor) -> Tensor:
    """The derivative of an activation at h."""
    if activation == "sigmoid":
        y = torch.sigmoid(h)
        return y * (1 - y)
    if activation == "tanh":
        return 1 - torch.tanh(h).square()
    return h > 0  # in a product with floats: 1 or 0
