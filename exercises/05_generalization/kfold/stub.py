"""Cross-validation and splits. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def kfold_indices(n: int, k: int, generator: torch.Generator) -> list[tuple[list[int], list[int]]]:
    """The training and validation indices of each of k rounds of cross-validation.

    Args:
        n: number of samples.
        k: number of folds, 2 to n.
        generator: the only source of randomness.

    Returns:
        k pairs (train, validation), both ascending. Each index is in one validation part, and in the k - 1 training
        parts of the other rounds. The first n mod k validation parts are one longer.

    Raises:
        ValueError: k is below 2 or above n.

    Example:
        n = 5, k = 2, and the shuffled order is 3, 0, 4, 1, 2:
        [([1, 2], [0, 3, 4]), ([0, 3, 4], [1, 2])]
    """
    # TODO: refuse what can't be, shuffle once, cut into folds
    raise NotImplementedError("kfold")


def train_test_split(n: int, test_fraction: float, generator: torch.Generator) -> tuple[list[int], list[int]]:
    """Cuts the indices below n into a training and a test part at random.

    Args:
        n: number of samples.
        test_fraction: share of the test part, 0 to 1.
        generator: the only source of randomness.

    Returns:
        (train, test): floor(n * test_fraction) indices are in test, all others in train, in any order.

    Example:
        n = 5, test_fraction = 0.5, and the shuffled order is 3, 0, 4, 1, 2: ([1, 2, 4], [0, 3])
    """
    # TODO: as many as the fraction says, by chance
    raise NotImplementedError("kfold")


def stratified_split(labels: Tensor, test_fraction: float, generator: torch.Generator) -> tuple[list[int], list[int]]:
    """Cuts the samples into a training and a test part, each class by itself.

    Args:
        labels: (N,), int64, the class of each sample.
        test_fraction: share of each class in the test part, 0 to 1.
        generator: the only source of randomness.

    Returns:
        (train, test): of a class with n members floor(n * test_fraction) are in test, all others in train, in any
        order. They are indices into labels.

    Example:
        labels [1, 0, 1, 1, 0, 1], test_fraction = 0.5, and chance takes the first one of class 0 and the last two of
        class 1: ([0, 2, 4], [1, 3, 5])
    """
    # TODO: a split of each class, in indices of the whole
    raise NotImplementedError("kfold")
