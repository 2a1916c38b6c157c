"""The shuffle by hand, and one order for all classes: its restriction to a class is a shuffle of that class."""

import math
from itertools import pairwise

import torch


def _shuffled(n, generator):
    order = list(range(n))
    for last in range(n - 1, 0, -1):
        other = int(torch.randint(0, last + 1, (1,), generator=generator))
        order[last], order[other] = order[other], order[last]
    return order


def kfold_indices(n, k, generator):
    if k < 2 or n < k:
        raise ValueError(f"k = {k}, n = {n}")
    order = _shuffled(n, generator)
    bounds = [i * (n // k) + min(i, n % k) for i in range(k + 1)]
    folds = [sorted(order[low:high]) for low, high in pairwise(bounds)]
    return tuple(
        (tuple(sorted(index for other in folds if other is not fold for index in other)), tuple(fold)) for fold in folds
    )


def train_test_split(n, test_fraction, generator):
    order, size = _shuffled(n, generator), math.floor(test_fraction * n)
    return order[size:], order[:size]


def stratified_split(labels, test_fraction, generator):
    left = {label: math.floor(labels.tolist().count(label) * test_fraction) for label in labels.tolist()}
    parts = ([], [])
    for index in _shuffled(len(labels), generator):
        label = labels[index].item()
        parts[left[label] > 0].append(index)
        left[label] -= 1
    return parts
