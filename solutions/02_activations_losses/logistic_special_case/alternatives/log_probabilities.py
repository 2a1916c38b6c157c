"""log σ(z) and log σ(−z), which are themselves a pair of logits."""

import torch
from torch.nn.functional import logsigmoid


def two_class_logits(logit):
    return torch.cat([logsigmoid(-logit)[:, None], logsigmoid(logit)[:, None]], dim=1)


def bce_with_logits(logit, target):
    pair = two_class_logits(logit)
    weights = torch.column_stack([1 - target, target])
    return -torch.einsum("nk,nk->", weights, pair) / max(len(logit), 1)
