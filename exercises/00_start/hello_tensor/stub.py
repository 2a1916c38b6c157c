"""Hello, tensor. `dlquiz show` prints the task, `dlquiz hint` helps, `dlquiz next` says whether it is right."""

import torch
from torch import Tensor


def affine(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Weighted sums of the inputs, each plus its bias: y = x Wᵀ + b.

    Args:
        x: (..., I).
        weight: (O, I), row o holds the weights of output o.
        bias: (O,).

    Returns:
        (..., O).

    Example:
        Two inputs and three outputs; the last output adds the two inputs up:
        x [1., 2.], weight [[1., 0.], [0., 1.], [1., 1.]], bias [10., 20., 30.] -> [11., 22., 33.]
    """
    # TODO: the product of x and the weight, plus the bias
    raise NotImplementedError("hello_tensor")
