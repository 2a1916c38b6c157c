"""Causal language model: text by text, prefix by prefix."""

import torch
from torch import Tensor


def next_token_pairs(ids: Tensor) -> list[Tensor]:
    return [ids[:-1].clone(), ids[1:].clone()]


def prefixes(ids: Tensor) -> tuple[tuple[list[int], int], ...]:
    return tuple((ids[:t].tolist(), int(ids[t])) for t in range(1, ids.numel()))


def causal_lm_loss(logits: Tensor, ids: Tensor) -> Tensor:
    total, count = logits.new_zeros(()), 0
    for scores, text in zip(logits, ids, strict=True):
        for prefix, following in prefixes(text):
            answer = scores[len(prefix) - 1]
            total = total + torch.logsumexp(answer, dim=0) - answer[following]
            count += 1
    return total / count if count else total
