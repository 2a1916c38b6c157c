"""Backward pass of a linear layer y = x Wᵀ + b, with g = ∂loss/∂y.

    ∂loss/∂x = g W        ∂loss/∂W = gᵀ x        ∂loss/∂b = Σ_n g_n

Every use of a number sends a share of the gradient back, and shares add: a number of x is used by all outputs, a
weight and a bias by all rows of the batch.

Source: Goodfellow, Bengio and Courville 2016, Deep Learning, section 6.5.6.
"""

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
    O, I = weight.shape
    grad_rows = grad_output.reshape(-1, O)  # (N, O): to weight and bias, all leading dimensions are one batch
    x_rows = x.reshape(-1, I)  # (N, I)

    grad_bias = grad_rows.sum(dim=0)  # (O)
    grad_weight = grad_rows.T @ x_rows  # (O, I)
    grad_x = grad_output @ weight  # (..., I)
    return grad_x, grad_weight, grad_bias
