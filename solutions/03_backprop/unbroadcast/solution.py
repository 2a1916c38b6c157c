"""The way back through broadcasting: grad_x[i′] = Σ grad[…, i] over all places i of the large shape that read x[i′].

Broadcasting copies, and copies of one number each send back a share, so what the forward repeats the backward sums.

Source: Baydin, Pearlmutter, Radul and Siskind 2018, Automatic differentiation in machine learning, section 3.2.
"""

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
    added = grad.dim() - len(shape)  # shapes are lined up from the right, so what is new stands in front
    dims = list(range(added))
    dims += [dim for dim, size in enumerate(shape, start=added) if size == 1]
    if dims:  # for torch, a sum over no dimensions is one over all
        grad = grad.sum(dim=dims)
    return grad.reshape(shape)  # gives the repeated ones, which the sum took away, their size 1 back
