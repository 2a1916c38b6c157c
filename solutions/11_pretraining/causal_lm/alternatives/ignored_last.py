"""No logits are dropped: the labels get −100 at the end, which cross-entropy leaves out."""

import torch
import torch.nn.functional as F


def next_token_pairs(ids):
    return torch.stack((ids[:-1], ids.roll(-1)[:-1])).unbind()


def prefixes(ids):
    numbers = ids.tolist()
    return [(torch.tensor(numbers[:t]), numbers[t]) for t in range(1, len(numbers))]


def causal_lm_loss(logits, ids):
    labels = ids.roll(-1, dims=1)
    labels[:, -1] = -100
    each = F.cross_entropy(logits.transpose(1, 2), labels, reduction="none")  # 0 where the label is −100
    N, T = ids.shape
    return each.sum() / (N * (T - 1) or 1)
