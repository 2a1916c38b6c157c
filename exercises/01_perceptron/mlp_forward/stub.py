"""Forward pass of a multi-layer perceptron. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


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
    # TODO: the function of that name, or a ValueError
    # TODO: layer after layer, the activation after all but the last
    raise NotImplementedError("mlp_forward")
