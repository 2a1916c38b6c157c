"""Cross-entropy and its gradient. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """How surprised a classifier is by the right classes: the mean of −log of their probabilities.

    Args:
        logits: (N, K), the scores of K classes.
        labels: (N), int64, the right classes.

    Returns:
        0-d, the mean over the rows; 0 for an empty batch.

    Example:
        Two classes that score alike, each with probability ½, and one row that is sure and right:
        logits [[0., 0.], [0., 1000.]], labels [0, 1] -> (0.6931 + 0) / 2 = 0.3466
    """
    # TODO: log-probabilities, the right class of each row, the mean
    raise NotImplementedError("cross_entropy")


def cross_entropy_backward(grad_output: Tensor, logits: Tensor, labels: Tensor) -> Tensor:
    """Carries a gradient from the loss back to the logits.

    Args:
        grad_output: 0-d, the gradient with respect to the loss.
        logits: (N, K).
        labels: (N), int64.

    Returns:
        (N, K), the gradient for the logits.

    Example:
        grad_output 1., logits [[0., 0.], [0., 1000.]], labels [0, 1] -> [[-0.25, 0.25], [0., 0.]]
    """
    # TODO: probabilities against the right classes, for a mean over N
    raise NotImplementedError("cross_entropy")
