"""Python's own shuffle, seeded by the generator; folds are dealt out like cards."""

import random
from collections import defaultdict

import torch


def _chance(generator):
    return random.Random(torch.randint(0, 2**62, (), generator=generator).item())


def kfold_indices(n, k, generator):
    if k < 2:
        raise ValueError("at least two folds are needed")
    if k > n:
        raise ValueError("there are more folds than samples")
    cards = list(range(n))
    _chance(generator).shuffle(cards)
    hands = [sorted(cards[i::k]) for i in range(k)]
    return [(sorted(set(range(n)) - set(hand)), hand) for hand in hands]


def train_test_split(n, test_fraction, generator):
    test = set(_chance(generator).sample(range(n), int(n * test_fraction)))
    return [i for i in range(n) if i not in test], sorted(test)


def stratified_split(labels, test_fraction, generator):
    classes = defaultdict(list)
    for index, label in enumerate(labels.tolist()):
        classes[label].append(index)
    chance = _chance(generator)
    test = {i for members in classes.values() for i in chance.sample(members, int(len(members) * test_fraction))}
    return [i for i in range(len(labels)) if i not in test], list(test)
