"""PyTorch's cross-entropy over all places in a row, as a sum."""

import torch.nn.functional as F


def next_token_pairs(ids):
    T = ids.shape[0]
    return [ids.narrow(0, 0, T - 1), ids.narrow(0, 1, T - 1)]


def prefixes(ids):
    inputs, targets = next_token_pairs(ids)
    return [[inputs[: t + 1].clone(), target] for t, target in enumerate(targets)]


def causal_lm_loss(logits, ids):
    V = logits.shape[-1]
    shifted, labels = logits[..., :-1, :].reshape(-1, V), ids[..., 1:].reshape(-1)
    return F.cross_entropy(shifted, labels, reduction="sum") / max(len(labels), 1)
