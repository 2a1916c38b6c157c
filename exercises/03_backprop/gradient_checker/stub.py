"""A gradient checker. `dlquiz show` prints the task, `dlquiz hint` helps."""

from collections.abc import Callable

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
    # TODO: the largest difference, measured by the largest number
    raise NotImplementedError("gradient_checker")


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
    # TODO: compare with the numerical gradient, and think of what a wrong backward may return
    raise NotImplementedError("gradient_checker")
