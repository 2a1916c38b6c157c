"""Negative log-likelihood under normal distributions with σ = 1: half the squared error, and a constant.

    −ln N(y; ŷ, 1) = ½ (y − ŷ)² + ½ ln 2π

Whoever minimises squared errors takes the deviations for normal, all of one width.

Source: Bishop 2006, Pattern Recognition and Machine Learning, section 3.1.1.
"""

import math

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
    N = max(1, len(target))  # the mean of nothing is 0
    costs = (target - prediction).square() / 2 + math.log(2 * math.pi) / 2  # (N, D)
    return costs.sum() / N
