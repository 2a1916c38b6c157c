"""Causal language model: log_softmax and gather."""

import torch
from torch import Tensor


def next_token_pairs(ids: Tensor) -> tuple[Tensor, Tensor]:
    pairs = torch.stack((ids, ids.roll(-1)))[:, : len(ids) - 1]
    return pairs[0], pairs[1]


def prefixes(ids: Tensor) -> list[tuple[Tensor, Tensor]]:
    found = []
    for t in range(len(ids) - 1):
        found.append((ids[: t + 1], ids[t + 1]))
    return found


def causal_lm_loss(logits: Tensor, ids: Tensor) -> Tensor:
    N, T, _ = logits.shape
    log_p = logits.log_softmax(dim=-1)[:, : T - 1]
    right = log_p.gather(2, ids[:, 1:, None])
    return -right.sum() / max(1, N * (T - 1))
