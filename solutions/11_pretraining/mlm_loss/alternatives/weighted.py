"""The loss of masked tokens: every place's loss, with a weight of 1 or 0."""

import torch
from torch import Tensor


def mlm_loss(logits: Tensor, labels: Tensor) -> Tensor:
    weight = (labels >= 0).to(logits.dtype)
    log_p = logits - logits.logsumexp(dim=-1, keepdim=True)
    right = torch.gather(log_p, 2, labels.clamp(min=0).unsqueeze(-1)).squeeze(-1)
    return -(weight * right).sum() / weight.sum().clamp(min=1)
