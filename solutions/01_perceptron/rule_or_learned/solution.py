"""A threshold by hand, by exhaustive search, and the best of random tries.

A rule's accuracy changes only where the threshold passes a value of the data: N + 1 candidates stand for all numbers.

Source: Upstage AI Lab notes, the stages of AI development; Bergstra and Bengio 2012.
"""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor


def threshold_rule(feature: Tensor, threshold: float) -> Tensor:
    """The rule "more than the threshold".

    Args:
        feature: (...).
        threshold: the largest value that still gives 0.

    Returns:
        (...), int64, 1 where the feature is greater than the threshold, else 0.

    Example:
        feature [5., 7., 9.], threshold 7. -> [0, 0, 1]
    """
    return (feature > threshold).long()


def best_threshold(features: Tensor, labels: Tensor) -> tuple[float, float]:
    """The threshold with the highest accuracy, by trying −∞ and each value.

    Args:
        features: (N,), N ≥ 1.
        labels: (N,), int64, 0 or 1.

    Returns:
        The threshold, the smallest among the best, and its accuracy.

    Example:
        Above 5 three of four are right, and no threshold has all four:
        features [9., 5., 7., 8.], labels [1, 0, 1, 0] -> (5., 0.75)
    """
    candidates = [-math.inf, *sorted(features.tolist())]
    hits = [int((threshold_rule(features, threshold) == labels).sum()) for threshold in candidates]
    best = hits.index(max(hits))  # the first of them is the smallest
    return candidates[best], hits[best] / len(features)


def random_search(
    loss: Callable[[Any], float],
    sample: Callable[[torch.Generator], Any],
    tries: int,
    generator: torch.Generator,
) -> tuple[Any, float]:
    """The best of some random candidates.

    Args:
        loss: gives a candidate's loss.
        sample: draws a candidate; called once a try.
        tries: number of candidates, at least 1.
        generator: handed to sample.

    Returns:
        The candidate with the smallest loss, the first of equals, and its loss.

    Example:
        With sample drawing 4., 1., 3. in turn, loss(c) = (c − 2)² and 3 tries -> (1., 1.)
    """
    best = sample(generator)
    best_loss = loss(best)
    for _ in range(tries - 1):
        candidate = sample(generator)
        value = loss(candidate)
        if value < best_loss:
            best, best_loss = candidate, value
    return best, best_loss
