"""Logistic regression as a special case. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


def two_class_logits(logit: Tensor) -> Tensor:
    """Logits of class 0 and class 1, of which softmax makes 1 − σ(logit) and σ(logit).

    Args:
        logit: (N).

    Returns:
        (N, 2); column 1 − column 0 is logit.
    """
    # TODO: two columns
    raise NotImplementedError("logistic_special_case")


def bce_with_logits(logit: Tensor, target: Tensor) -> Tensor:
    """The mean binary cross-entropy of σ(logit) with the targets.

    Args:
        logit: (N).
        target: (N), floats: 1, 0, or a probability of class 1.

    Returns:
        0-d, the mean over the N examples; 0 for an empty batch.

    Example:
        One example that knows nothing, one that is sure and wrong:
        logit [0., 1000.], target [1., 0.] -> (0.6931 + 1000) / 2 = 500.3466
    """
    # TODO: the logarithms of both probabilities, weighted by the target, and the mean
    raise NotImplementedError("logistic_special_case")
