"""Linear regression, solved and descended. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: where is the gradient zero? The bias is a weight whose input is always 1
    raise NotImplementedError("linear_regression")


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
    # TODO: the errors, the gradient of weight and bias, a step against it; again
    raise NotImplementedError("linear_regression")
