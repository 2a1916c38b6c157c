"""Pattern matching: the mean of products at every place, and the class whose patterns are found best.

    match_map[r, c] = (1 / hw) Σ_i Σ_j image[r + i, c + j] · pattern[i, j]
    best_class = argmax over classes of Σ_patterns max relu(match_map)

A sliding dot product, a ReLU, a maximum over all places and a sum: the layers of a convolutional network, with filters
that somebody drew.

Source: LG Aimers 04 notes, How computers see; LG Aimers deep learning notes, section 3.
"""

import torch
from torch import Tensor


def match_map(image: Tensor, pattern: Tensor) -> Tensor:
    """How well a pattern matches at every place of an image.

    Args:
        image: (H, W), numbers 1 and -1.
        pattern: (h, w), likewise, with h <= H and w <= W.

    Returns:
        (H - h + 1, W - w + 1): the mean of the products, from -1 to 1.

    Example:
        image [[1., -1., 1.], [-1., 1., -1.]], pattern [[1., -1.], [-1., 1.]] -> [[1., -1.]]
    """
    h, w = pattern.shape
    windows = image.unfold(0, h, 1).unfold(1, w, 1)  # (H - h + 1, W - w + 1, h, w)
    return (windows * pattern).mean(dim=(2, 3))  # (H - h + 1, W - w + 1)


def best_class(image: Tensor, patterns: Tensor) -> int:
    """The class whose patterns are found best.

    Args:
        image: (H, W), numbers 1 and -1.
        patterns: (C, P, h, w), P patterns for each of C classes.

    Returns:
        The class with the largest sum, over its patterns, of the largest number of relu(match_map). Of equal ones, the
        first.

    Example:
        Two classes with a pattern each, on the image above: the first finds its diagonal, the second an empty corner.
        patterns [[[[1., -1.], [-1., 1.]]], [[[-1., -1.], [-1., -1.]]]] -> 0
    """
    C, P = patterns.shape[:2]
    maps = torch.stack([match_map(image, pattern) for pattern in patterns.flatten(0, 1)])  # (C * P, rows, columns)
    strengths = maps.clamp(min=0).amax(dim=(1, 2))  # (C * P): wherever it is found best, and at least 0
    scores = strengths.unflatten(0, (C, P)).sum(dim=1)  # (C)
    return int(scores.argmax())  # argmax takes the first of equals
