"""The three running numbers are changed in place, and everything but the last two axes is one batch."""

import torch


def online_softmax_attention(query, key, value, block_size=64):
    leading, (L, E), (S, D) = query.shape[:-2], query.shape[-2:], value.shape[-2:]
    q = query.reshape(-1, L, E) / E**0.5
    k, v = key.reshape(-1, S, E), value.reshape(-1, S, D)
    top = torch.full_like(q[..., :1], -torch.inf)
    sums = torch.zeros(len(q), L, D + 1, dtype=q.dtype, device=q.device)  # the weights' sum is one more value: 1
    for begin in range(0, S, block_size):
        scores = torch.bmm(q, k[:, begin : begin + block_size].mT)
        new = scores.max(dim=-1, keepdim=True).values.maximum(top)
        scores.sub_(new).exp_()
        sums.mul_((top - new).exp())
        sums[..., :D].add_(torch.bmm(scores, v[:, begin : begin + block_size]))
        sums[..., D].add_(scores.sum(dim=-1))
        top = new
    return (sums[..., :D] / sums[..., D:]).reshape(*leading, L, D)
