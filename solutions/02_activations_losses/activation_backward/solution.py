"""Backward passes of sigmoid, tanh and ReLU: grad_x = grad_output · f′(x), entry by entry.

The Jacobian of an elementwise function is diagonal, so the product with it needs no matrix. The slopes of sigmoid and
tanh are made of the function's own value, s (1 − s) and 1 − t²: no exp that could overflow is left.

Source: LG Aimers 04 notes, Training Neural Networks; Goodfellow, Bengio and Courville 2016, Deep Learning, section 6.3.
"""

import torch
from torch import Tensor


def sigmoid(x: Tensor) -> Tensor:
    """1 / (1 + exp(−x)), the forward of `sigmoid_backward`."""
    return torch.sigmoid(x)


def tanh(x: Tensor) -> Tensor:
    """The hyperbolic tangent, the forward of `tanh_backward`."""
    return torch.tanh(x)


def relu(x: Tensor) -> Tensor:
    """max(x, 0), the forward of `relu_backward`."""
    return torch.relu(x)


def sigmoid_backward(grad_output: Tensor, x: Tensor) -> Tensor:
    """Carries a gradient from the output of a sigmoid back to its input.

    Args:
        grad_output: (...), the gradient with respect to sigmoid(x).
        x: (...), the input of the sigmoid.

    Returns:
        (...), the gradient with respect to x.

    Example:
        sigmoid(1.0986) is ¾, so the slope there is 3/16:
        grad_output [2., 16.], x [0., 1.0986] -> [0.5, 3.]
    """
    s = sigmoid(x)
    return grad_output * (s * (1 - s))


def tanh_backward(grad_output: Tensor, x: Tensor) -> Tensor:
    """Carries a gradient from the output of a tanh back to its input.

    Args:
        grad_output: (...), the gradient with respect to tanh(x).
        x: (...), the input of the tanh.

    Returns:
        (...), the gradient with respect to x.

    Example:
        tanh(0.5493) is ½, so the slope there is ¾:
        grad_output [2., 4.], x [0., 0.5493] -> [2., 3.]
    """
    t = tanh(x)
    return grad_output * (1 - t**2)


def relu_backward(grad_output: Tensor, x: Tensor) -> Tensor:
    """Carries a gradient from the output of a ReLU back to its input.

    Args:
        grad_output: (...), the gradient with respect to relu(x).
        x: (...), the input of the ReLU.

    Returns:
        (...), the gradient with respect to x: 0 where x is 0 or below.

    Example:
        grad_output [5., 6., -7.], x [-1., 0., 2.] -> [0., 0., -7.]
    """
    awake = x > 0
    return grad_output * awake
