"""Finding patterns in an image. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: the mean of the products, at every place
    raise NotImplementedError("pattern_match")


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
    # TODO: each pattern's largest match, at least 0; sums for each class; the winner
    raise NotImplementedError("pattern_match")
