"""Inverted dropout: y = m · x / (1 − p), with a coin m for each element that is 0 with probability p.

Dividing by 1 − p keeps the expectation, E[y] = x, so that evaluation is the identity. For given coins the map is
diagonal, and its backward is the same map.

Source: Srivastava et al. 2014, Dropout: A Simple Way to Prevent Neural Networks from Overfitting.
"""

import torch
from torch import Tensor


def dropout(x: Tensor, p: float, training: bool, generator: torch.Generator) -> Tensor:
    """In training, sets each element to 0 with probability p, by itself, and divides the others by 1 - p.

    Args:
        x: activations, any shape.
        p: the probability of being dropped, in [0, 1].
        training: if False, x is returned as it is.
        generator: the only source of randomness; it lives on the CPU, wherever x does.

    Returns:
        Like x. Zeros at p = 1.

    Example:
        p = 0.5, and the coins drop the second and third:
        x [1., 2., 3., 4.] -> [2., 0., 0., 8.]
    """
    if not training:
        return x
    kept = torch.rand(x.shape, generator=generator) >= p  # rand is in [0, 1): all at p = 0, none at p = 1
    return torch.where(kept.to(x.device), x / (1 - p), 0)  # no product with the mask: at p = 1 it would be 0 · ∞


def dropout_backward(grad_output: Tensor, kept: Tensor, p: float) -> Tensor:
    """The gradient by x of a dropout in training.

    Args:
        grad_output: gradient by the output, any shape.
        kept: bool, like grad_output: True where the forward kept an element.
        p: as in the forward.

    Returns:
        Like grad_output.

    Example:
        p = 0.5: grad_output [1., 1., 1., 1.], kept [True, False, False, True] -> [2., 0., 0., 2.]
    """
    return torch.where(kept, grad_output / (1 - p), 0)
