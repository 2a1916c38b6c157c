"""The definitions, place by place."""

import torch


def causal_mask(L):
    return torch.tensor([[key <= query for key in range(L)] for query in range(L)])


def padding_mask(lengths, L):
    real = torch.zeros(len(lengths), L, dtype=torch.bool, device=lengths.device)
    for sentence, length in enumerate(lengths.tolist()):
        real[sentence, :length] = True
    return real


def combine_masks(causal, padding):
    N, L = padding.shape
    visible = torch.empty(N, 1, L, L, dtype=torch.bool, device=padding.device)
    for n in range(N):
        for i in range(L):
            visible[n, 0, i] = torch.logical_and(causal[i], padding[n])
    return visible
