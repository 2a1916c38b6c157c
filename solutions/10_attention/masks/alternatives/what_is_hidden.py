"""Everything by what is hidden: the strict upper triangle, the ones that a running sum has passed, an or."""

import torch


def causal_mask(L):
    return torch.triu(torch.full((L, L), True), diagonal=1).logical_not()


def padding_mask(lengths, L):
    places = torch.ones(lengths.size(0), L, dtype=torch.int64, device=lengths.device).cumsum(1)
    return ~(places > lengths.unsqueeze(-1).expand(-1, L))


def combine_masks(causal, padding):
    future, pads = ~causal, ~padding
    return ~(future.unsqueeze(0) | pads.unsqueeze(1)).unsqueeze(1)
