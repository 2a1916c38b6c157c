"""Numerical gradient by central differences. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: for each element: f with that element moved up, f with it moved down, the slope between
    raise NotImplementedError("numerical_gradient")
