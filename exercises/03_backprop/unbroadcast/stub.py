"""The way back through broadcasting. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


def unbroadcast(grad: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Carries a gradient back through broadcasting: each number gets the sum over all its copies.

    Args:
        grad: the gradient for the broadcast tensor.
        shape: the shape before broadcasting, which can be broadcast to that of grad.

    Returns:
        The gradient for the tensor before, of that shape.

    Example:
        grad [[1., 2., 3.], [10., 20., 30.]]
        shape (3,) -> [11., 22., 33.]        shape (2, 1) -> [[6.], [60.]]        shape () -> 66.
    """
    # TODO: find the dimensions that broadcasting added or repeated, and sum over them
    raise NotImplementedError("unbroadcast")
