"""The loss of masked tokens: a loop over the places, and a mean of a list."""

import torch
from torch import Tensor


def mlm_loss(logits: Tensor, labels: Tensor) -> Tensor:
    losses = [
        -torch.log_softmax(logits[n, t], dim=0)[labels[n, t]]
        for n in range(labels.shape[0])
        for t in range(labels.shape[1])
        if labels[n, t] != -100
    ]
    return torch.stack(losses).mean() if losses else logits.new_zeros(())
