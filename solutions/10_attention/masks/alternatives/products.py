"""Masks as numbers 0 and 1, multiplied as an outer product, and made bool in the end."""

import torch


def causal_mask(L):
    return torch.ones((L, L)).cumsum(0) >= torch.ones((L, L)).cumsum(1)


def padding_mask(lengths, L):
    return lengths.view(-1, 1).gt(torch.arange(L, device=lengths.device).view(1, -1))


def combine_masks(causal, padding):
    return torch.einsum("ij,nj->nij", causal.float(), padding.float())[:, None] > 0.5
