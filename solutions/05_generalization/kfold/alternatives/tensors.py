"""Tensors from end to end: every k-th place of the shuffled order is a fold, and a mask tells the rest."""

import torch


def kfold_indices(n, k, generator):
    if not 2 <= k <= n:
        raise ValueError("k must lie between 2 and n")
    fold = torch.empty(n, dtype=torch.int64)
    fold[torch.randperm(n, generator=generator)] = torch.arange(n) % k  # the first n mod k numbers come once more
    return [((fold != i).nonzero().squeeze(1), (fold == i).nonzero().squeeze(1)) for i in range(k)]


def train_test_split(n, test_fraction, generator):
    order = torch.rand(n, generator=generator, dtype=torch.float64).argsort()
    test, train = order.tensor_split([int(n * test_fraction)])
    return train, test


def stratified_split(labels, test_fraction, generator):
    held_back = torch.zeros_like(labels, dtype=torch.bool)
    for label in range(int(labels.max()) + 1 if labels.numel() else 0):
        members = torch.where(labels == label)[0]
        members = members[torch.randperm(len(members), generator=generator)]
        held_back[members[: int(len(members) * test_fraction)]] = True
    return torch.where(~held_back)[0], torch.where(held_back)[0]
