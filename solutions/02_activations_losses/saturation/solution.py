"""The pull of a loss at the input z of a sigmoid s, for squares and for cross-entropy:

    d(s − y)²/dz = 2 (s − y) · s (1 − s)        d(−y log s − (1 − y) log(1 − s))/dz = s − y

The slope s (1 − s) of the sigmoid fades on both sides. The cross-entropy's own derivative, (s − y) / (s (1 − s)), is as
large as that slope is small, and the two cancel.

Source: LG Aimers 04 notes; Goodfellow, Bengio and Courville 2016, Deep Learning, section 6.2.2.2.
"""

import torch
from torch import Tensor


def mse_sigmoid_grad(z: Tensor, y: Tensor) -> Tensor:
    """The derivative of (sigmoid(z) − y)² by z, entry by entry.

    Args:
        z: (...), what goes into the sigmoid.
        y: (...), what should come out, from 0 to 1.

    Returns:
        (...), like z.

    Example:
        Undecided, and sure but wrong:
        z [0., -10.], y [1., 1.] -> [-0.25, -0.0000908]
    """
    s = torch.sigmoid(z)
    slope = s * (1 - s)  # at most ¼
    return 2 * (s - y) * slope


def ce_sigmoid_grad(z: Tensor, y: Tensor) -> Tensor:
    """The derivative of −y log sigmoid(z) − (1 − y) log(1 − sigmoid(z)) by z, entry by entry.

    Args:
        z: (...), what goes into the sigmoid.
        y: (...), what should come out, from 0 to 1.

    Returns:
        (...), like z.

    Example:
        Undecided, and sure but wrong:
        z [0., -10.], y [1., 1.] -> [-0.5, -0.99995]
    """
    return z.sigmoid() - y
