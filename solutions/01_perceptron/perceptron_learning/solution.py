"""The perceptron's learning rule: w ← w + (y − ŷ) x and b ← b + (y − ŷ), row after row.

At a wrong row the sum w · x + b moves by |x|² + 1 towards its right side. If any line separates the rows, the number
of changes is bounded, however the rows are ordered.

Source: Rosenblatt 1958, The Perceptron; Novikoff 1962, On Convergence Proofs on Perceptrons.
"""

from torch import Tensor


def fit(x: Tensor, y: Tensor, *, max_epochs: int) -> tuple[Tensor, Tensor, bool]:
    """Rosenblatt's rule, from zeros, one row after the other.

    Args:
        x: (N, D).
        y: (N), int64, 0 or 1.
        max_epochs: passes through all rows, at most.

    Returns:
        The weight (D,), the bias (), and whether an epoch passed without an error.

    Example:
        One input. The first epoch changes something at its first row, the second at none:
        x [[2.], [-1.]], y [1, 0], max_epochs 10 -> ([2.], 1., True)
        max_epochs 1 -> ([2.], 1., False)
    """
    weight, bias = x.new_zeros(x.shape[1]), x.new_zeros(())
    for _ in range(max_epochs):
        errors = 0
        for row, label in zip(x, y, strict=True):
            fires = (row @ weight + bias > 0).to(x.dtype)
            error = label - fires  # 1: should have fired, −1: should not have, 0: right
            weight = weight + error * row
            bias = bias + error
            errors += int(error != 0)
        if errors == 0:
            return weight, bias, True
    return weight, bias, False
