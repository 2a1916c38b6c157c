"""The loss of a masked language model: −1/M · Σ log softmax(logits)[label] over the M places that have a label.

A place that was not selected asks nothing: the model sees its token, and copying it would earn a loss of 0 for no
understanding at all. So a place without a label counts neither in the sum nor in M.

Source: Devlin et al. 2018, BERT, section 3.1 (task 1).
"""

import torch.nn.functional as F
from torch import Tensor

NOT_ASKED = -100  # as in torch.nn.functional.cross_entropy


def mlm_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean cross-entropy over the places that have a label.

    Args:
        logits: (N, T, V).
        labels: (N, T), int64: 0 to V - 1, or -100 where nothing is asked.

    Returns:
        0-d tensor. 0 where no place has a label.

    Example:
        logits [[[0., 0.], [5., 7.]]], labels [[1, -100]] -> log 2 = 0.6931; the second place does not count
    """
    asked = labels != NOT_ASKED  # (N, T)
    M = max(int(asked.sum()), 1)  # the mean of nothing is 0
    return F.cross_entropy(logits[asked], labels[asked], reduction="sum") / M
