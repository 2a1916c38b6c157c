"""Numerical gradient by central differences: grad[i] = (f(x + ε eᵢ) - f(x - ε eᵢ)) / (2ε).

What is even in ε cancels between the two sides, so the error is ε²/6 · f‴, where a one-sided difference has ε/2 · f″.

Source: Griewank and Walther 2008, Evaluating Derivatives, section 1.
"""

from collections.abc import Callable

from torch import Tensor


def numerical_gradient(f: Callable[[Tensor], Tensor], x: Tensor, eps: float = 1e-5) -> Tensor:
    """The slope of f at x along each element of x, by central differences.

    Args:
        f: takes a tensor like x, returns a 0-d tensor.
        x: any shape, 0-d and empty too. Unchanged on return.
        eps: the step, up and down.

    Returns:
        Like x: the slope of f along each element.

    Example:
        f(x) = Σ x³ has the slopes 3x²; a step of ½ errs by (½)²:
        x [1., 2.], eps 0.5 -> [3.25, 12.25]
    """
    n = x.numel()
    slopes = x.new_zeros(n)
    for i in range(n):
        step = x.new_zeros(n)
        step[i] = eps  # ε eᵢ
        step = step.reshape(x.shape)
        slopes[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return slopes.reshape(x.shape)
