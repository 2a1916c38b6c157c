"""Backward passes of the activations. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


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
    # TODO: the slope at x, times what arrives
    raise NotImplementedError("activation_backward")


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
    # TODO: the slope at x, times what arrives
    raise NotImplementedError("activation_backward")


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
    # TODO: what passes, and where
    raise NotImplementedError("activation_backward")
