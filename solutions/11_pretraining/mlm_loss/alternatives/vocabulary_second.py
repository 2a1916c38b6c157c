"""The loss of masked tokens: cross_entropy with its own −100, the vocabulary on axis 1, and a case for nothing."""

import torch.nn.functional as F
from torch import Tensor


def mlm_loss(logits: Tensor, labels: Tensor) -> Tensor:
    if (labels == -100).all():
        return logits.sum() * 0
    return F.cross_entropy(logits.transpose(1, 2), labels)
