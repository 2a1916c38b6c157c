"""Multi-layer perceptron: h_n = f(h_{n−1} W_nᵀ + b_n), without f after the last layer.

f bends what would otherwise be a single affine map, and the last layer stays free to give numbers of any sign and size.

Source: LG Aimers deep learning notes, section 1; Boostcamp AI Tech day 13 notes, section 2.
"""

import torch
from torch import Tensor

ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}


def mlp_forward(x: Tensor, layers: list[tuple[Tensor, Tensor]], activation: str = "relu") -> Tensor:
    """The output of a multi-layer perceptron: an activation after every layer but the last.

    Args:
        x: (N, D).
        layers: (weight, bias) of each layer, first to last; weight (out, in), bias (out,).
        activation: "relu", "tanh" or "sigmoid".

    Returns:
        (N, O), with O the width of the last layer.

    Raises:
        ValueError: if there is no activation of that name.

    Example:
        Two hidden units, of which one is silent, and an output below 0:
        x [[3.]], layers [([[1.], [-1.]], [0., 1.]), ([[-2., 5.]], [1.])]
        hidden [[3., 0.]] -> [[-5.]]
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"there is no activation {activation!r}, only {', '.join(ACTIVATIONS)}")
    f = ACTIVATIONS[activation]
    h = x
    for n, (weight, bias) in enumerate(layers, start=1):
        h = h @ weight.T + bias  # (N, out)
        if n < len(layers):  # the last layer's numbers are the answer
            h = f(h)
    return h
