"""The affine map: y = x Wᵀ + b.

Every output is the dot product of the inputs with a row of weights of its own, moved by a bias. Stacked with nonlinear
functions in between, these maps are a neural network.

Source: LG Aimers deep learning notes, section 1; Boostcamp AI Tech day 13 notes, section 2.
"""

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
    return x @ weight.T + bias  # (..., O): the bias is the same for every row
