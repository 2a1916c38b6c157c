"""Mean squared error. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


def mse(prediction: Tensor, target: Tensor) -> Tensor:
    """Squared distance to the target: summed over the D numbers of an example, averaged over the N examples.

    Args:
        prediction: (N, D).
        target: (N, D).

    Returns:
        0-d; 0 for an empty batch.

    Example:
        Two examples, with the squared distances 1 + 4 = 5 and 9 + 0 = 9:
        prediction [[1., 2.], [3., 4.]], target [[0., 0.], [0., 4.]] -> (5 + 9) / 2 = 7
    """
    # TODO: differences, squares, the sum, the mean
    raise NotImplementedError("mse")


def mse_backward(grad_output: Tensor, prediction: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Carries a gradient from the loss back to prediction and target.

    Args:
        grad_output: 0-d, the gradient with respect to the loss.
        prediction: (N, D).
        target: (N, D).

    Returns:
        (N, D) for the prediction and (N, D) for the target.

    Example:
        The numbers of the example above; N is 2, so 2/N is 1:
        grad_output 1. -> ([[1., 2.], [3., 0.]], [[-1., -2.], [-3., 0.]])
    """
    # TODO: what one entry does to the loss, times what arrives
    raise NotImplementedError("mse")
