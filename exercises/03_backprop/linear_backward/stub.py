"""Backward pass of a linear layer. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


def linear(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """The forward pass, given: x (..., I), weight (O, I), bias (O) -> (..., O)."""
    return x @ weight.T + bias


def linear_backward(grad_output: Tensor, x: Tensor, weight: Tensor, bias: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Carries the gradient of a loss from the output of `linear` to its inputs.

    Args:
        grad_output: (..., O), the gradient of the loss with respect to the output.
        x: (..., I).
        weight: (O, I).
        bias: (O).

    Returns:
        grad_x (..., I), grad_weight (O, I), grad_bias (O).

    Example:
        Two rows, two inputs, one output:
        grad_output [[1.], [10.]], x [[1., 2.], [3., 4.]], weight [[5., 6.]], bias [7.]
        -> grad_x [[5., 6.], [50., 60.]], grad_weight [[31., 42.]], grad_bias [11.]
    """
    # TODO: the gradient for x: every output that a number of x went into sends its share back
    # TODO: the gradients for weight and bias: every row used them
    raise NotImplementedError("linear_backward")
