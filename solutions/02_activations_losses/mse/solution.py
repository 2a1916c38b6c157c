"""Mean squared error 1/N Σ_n Σ_d (p − t)² and its gradients ±2/N (p − t).

The loss knows prediction and target only by their difference, so the two gradients are each other's negative.

Source: Boostcamp AI Tech day 13 notes, section 2; Bishop 2006, Pattern Recognition and Machine Learning, section 3.1.
"""

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
    N = max(1, len(prediction))  # the mean of nothing is 0
    difference = prediction - target  # (N, D)
    return (difference**2).sum() / N


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
    slope = 2 / max(1, len(prediction))
    grad = grad_output * slope * (prediction - target)  # (N, D)
    return grad, -grad
