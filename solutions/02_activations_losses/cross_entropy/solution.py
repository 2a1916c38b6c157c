"""Cross-entropy of logits z with the right classes y, and its gradient, with p = softmax(z):

    loss = −1/N Σ_n log p[n, y_n]        ∂loss/∂z = (p − onehot(y)) / N

log p[y] = z[y] − log Σ exp z: the exponentials of numerator and softmax cancel, so no probability is ever rounded to 0.
Each row of the gradient sums to 0: what is taken from the wrong classes is given to the right one.

Source: Bishop 2006, Pattern Recognition and Machine Learning, section 4.3.4.
"""

from torch import Tensor
from torch.nn.functional import one_hot


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
    N = max(1, len(logits))  # the mean of nothing is 0
    log_p = logits.log_softmax(dim=1)  # (N, K)
    right = log_p.gather(1, labels[:, None])  # (N, 1); a product with one-hot would make NaN of 0 · −∞
    return (-right).sum() / N


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
    N, K = logits.shape
    p = logits.softmax(dim=1)  # (N, K)
    y = one_hot(labels, K)  # (N, K)
    return grad_output * (p - y) / N
