"""Gaussian likelihood and squared error. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


def gaussian_nll(prediction: Tensor, target: Tensor) -> Tensor:
    """The negative log-likelihood of targets under normal distributions around the predictions, with σ = 1.

    Args:
        prediction: (N, D), the centres.
        target: (N, D).

    Returns:
        0-d: the sum over the D outputs, the mean over the N examples; 0 for an empty batch.

    Example:
        One example with two outputs, the first of them 2 off:
        prediction [[0., 5.]], target [[2., 5.]] -> 2 + 0 + 2 * 0.9189 = 3.8379
    """
    # TODO: what one number costs, the sum over outputs, the mean over examples
    raise NotImplementedError("gaussian_nll")
