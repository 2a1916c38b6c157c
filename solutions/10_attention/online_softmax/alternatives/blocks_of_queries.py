"""Blocks of queries too, each against one block of keys at a time; the sum is kept as a logarithm."""

import torch


def _attend(query, key, value, block_size):
    log_total = mean = None
    for keys, values in zip(key.split(block_size, -2), value.split(block_size, -2), strict=True):
        scores = torch.einsum("...le,...se->...ls", query, keys)
        log_here = scores.logsumexp(dim=-1, keepdim=True)
        here = torch.einsum("...ls,...sd->...ld", (scores - log_here).exp(), values)  # the mean over this block
        if mean is None:
            log_total, mean = log_here, here
        else:
            share = torch.sigmoid(log_here - log_total)  # of this block in all so far
            mean = mean + share * (here - mean)
            log_total = torch.logaddexp(log_total, log_here)
    return mean


def online_softmax_attention(query, key, value, block_size=64):
    query = query * query.shape[-1] ** -0.5
    return torch.cat([_attend(part, key, value, block_size) for part in query.split(2048, -2)], -2)
