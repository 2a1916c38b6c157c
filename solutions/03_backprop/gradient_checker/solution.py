"""A gradient checker: the largest difference between two gradients, measured by the largest number in them.

    relative_error(a, b) = max|a − b| / max(max|a|, max|b|)

A difference alone says nothing before it is known how large the numbers are; a maximum, where a mean would let one
wrong number among many right ones pass.

Source: Goodfellow, Bengio and Courville 2016, Deep Learning, section 11.5.
"""

from collections.abc import Callable

import torch
from torch import Tensor


def numerical_gradient(f: Callable[[Tensor], Tensor], x: Tensor, eps: float) -> Tensor:
    """Central differences, given: like x, the slope of f along each element."""
    slopes = x.new_empty(x.numel())
    for i in range(x.numel()):
        step = x.new_zeros(x.numel())
        step[i] = eps
        step = step.reshape(x.shape)
        slopes[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return slopes.reshape(x.shape)


def relative_error(a: Tensor, b: Tensor) -> float:
    """How far two tensors are apart, in units of the largest number in them.

    Args:
        a: any shape, 0-d and empty too.
        b: the same shape.

    Returns:
        max|a − b| / max(max|a|, max|b|); 0 if both are zero, or empty.

    Example:
        a [3., -4.], b [3., -5.] -> 1 / 5 = 0.2
    """
    scale = largest(torch.stack([a, b]))  # torch's max keeps a NaN; Python's max(0.0, nan) is 0.0
    return largest(a - b) / scale if scale else 0.0  # two zeros are equal; 0/0 would be NaN


def largest(t: Tensor) -> float:
    """max|t|, and 0 for an empty tensor, which has no maximum."""
    return t.abs().max().item() if t.numel() else 0.0


def check_gradient(
    f: Callable[[Tensor], Tensor], analytic: Tensor, x: Tensor, eps: float = 1e-5, tol: float = 1e-5
) -> bool:
    """Whether a gradient is that of f at x, as far as central differences can tell.

    Args:
        f: takes a tensor like x, returns a 0-d tensor.
        analytic: the gradient under suspicion.
        x: the point at which it was computed. Unchanged on return.
        eps: the step of the central differences.
        tol: the relative error that is still allowed.

    Returns:
        True if the error is at most tol. False too for NaN, infinity and another shape than x's.

    Example:
        f(x) = Σ x² at x [3., -2.]: analytic [6., -4.] -> True, [6., 4.] -> False, [[6., -4.]] -> False
    """
    if analytic.shape != x.shape:  # it might broadcast in the difference, and seem right
        return False
    return relative_error(analytic, numerical_gradient(f, x, eps)) <= tol  # False for NaN too
