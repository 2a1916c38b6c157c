"""The loss of masked tokens. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
import torch.nn.functional as F
from torch import Tensor


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
    # TODO: find the places that have a label
    # TODO: take the mean cross-entropy over them, also if there is none
    raise NotImplementedError("mlm_loss")
