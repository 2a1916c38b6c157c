"""Causal language model: the ids rolled by one place, and −100 where nothing follows."""

import torch
from torch import Tensor


def next_token_pairs(ids: Tensor) -> tuple[Tensor, Tensor]:
    T = ids.shape[0]
    return ids.narrow(0, 0, T - 1), ids.narrow(0, 1, T - 1)


def prefixes(ids: Tensor) -> list[tuple[Tensor, Tensor]]:
    inputs, targets = next_token_pairs(ids)
    return [(inputs[: t + 1], target) for t, target in enumerate(targets)]


def causal_lm_loss(logits: Tensor, ids: Tensor) -> Tensor:
    labels = torch.full_like(ids, -100)
    labels[:, :-1] = ids[:, 1:]
    if not (labels != -100).any():
        return logits.sum() * 0
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())
