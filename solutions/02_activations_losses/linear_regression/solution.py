"""Linear regression with squared error, in closed form and by gradient descent.

    AᵀA θ = Aᵀ y,  A = [x, 1]                 where the gradient 2/N Aᵀ(A θ − y) is zero
    θ ← θ − lr · 2/N Aᵀ(A θ − y)              towards it

The bias is the weight of an input that is always 1. θ (D + 1, M) holds weightᵀ and, in its last row, the bias.

Source: Bishop 2006, Pattern Recognition and Machine Learning, section 3.1.1.
"""

import torch
from torch import Tensor


def normal_equations(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """The weight and bias of the least squared error.

    Args:
        x: (N, D), N > D, inputs that do not all lie on one hyperplane.
        y: (N, M).

    Returns:
        weight (M, D), bias (M).

    Example:
        Three points on the line y = 2x + 1:
        x [[0.], [1.], [2.]], y [[1.], [3.], [5.]] -> weight [[2.]], bias [1.]
    """
    A = torch.cat([x, x.new_ones(len(x), 1)], dim=1)  # (N, D + 1)
    theta = torch.linalg.solve(A.T @ A, A.T @ y)  # (D + 1, M)
    return theta[:-1].T, theta[-1]


def fit_linear(x: Tensor, y: Tensor, *, lr: float, steps: int) -> tuple[Tensor, Tensor]:
    """The same by gradient descent on the mean squared error (sum over outputs, mean over rows), from zeros.

    Args:
        x: (N, D).
        y: (N, M).
        lr: the learning rate.
        steps: how many steps.

    Returns:
        weight (M, D), bias (M) after the last step.

    Example:
        x [[0.], [1.], [2.]], y [[1.], [3.], [5.]], one step with lr 0.1:
        the gradient is 2/3 · Σ −y x = -8.667 for weight, 2/3 · Σ −y = -6 for bias -> weight [[0.8667]], bias [0.6]
    """
    N = max(1, len(x))  # no row has no gradient
    weight, bias = x.new_zeros(y.shape[1], x.shape[1]), x.new_zeros(y.shape[1])  # (M, D), (M)
    for _ in range(steps):
        error = x @ weight.T + bias - y  # (N, M)
        weight = weight - lr * 2 / N * error.T @ x
        bias = bias - lr * 2 / N * error.sum(dim=0)  # of the same error: one step moves both
    return weight, bias
