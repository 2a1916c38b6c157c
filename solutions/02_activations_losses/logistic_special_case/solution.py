"""Binary cross-entropy is the two-class softmax loss: softmax of (0, z) is (1 − σ(z), σ(z)).

    exp z / (exp 0 + exp z) = 1 / (1 + exp(−z)) = σ(z)

Softmax sees differences alone, so two logits hold a single number that counts. Through log_softmax no probability is
rounded to 0 or 1 before its logarithm is taken.

Source: Bishop 2006, Pattern Recognition and Machine Learning, sections 4.3.2 and 4.3.4.
"""

import torch
from torch import Tensor


def two_class_logits(logit: Tensor) -> Tensor:
    """Logits of class 0 and class 1, of which softmax makes 1 − σ(logit) and σ(logit).

    Args:
        logit: (N).

    Returns:
        (N, 2); column 1 − column 0 is logit.
    """
    return torch.stack([torch.zeros_like(logit), logit], dim=1)  # (N, 2)


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
    N = max(1, len(logit))  # the mean of nothing is 0
    log_p = two_class_logits(logit).log_softmax(dim=1)  # (N, 2): log(1 − σ), log σ
    losses = -(1 - target) * log_p[:, 0] - target * log_p[:, 1]  # (N)
    return losses.sum() / N
