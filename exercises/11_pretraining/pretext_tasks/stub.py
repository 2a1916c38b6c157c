"""Pretext tasks for images. `dlquiz show` prints the task, `dlquiz hint` helps."""

import math

import torch
from torch import Tensor


def mask_patches(x: Tensor, patch: int, visible: Tensor) -> Tensor:
    """Hides square patches of images.

    Args:
        x: (N, C, H, W); patch divides H and W.
        patch: side of a patch, in pixels.
        visible: (N, H / patch, W / patch), bool. True: the patch stays as it is.

    Returns:
        (N, C, H, W), 0 in all channels of the hidden patches.

    Example:
        x [[[[1., 2., 3., 4.]]]], patch 1, visible [[[True, False, False, True]]] -> [[[[1., 0., 0., 4.]]]]
    """
    # TODO: the mask as large as the image, then 0 where it hides
    raise NotImplementedError("pretext_tasks")


def inpainting_loss(prediction: Tensor, target: Tensor, patch: int, visible: Tensor) -> Tensor:
    """Mean square of prediction - target over all numbers of the hidden patches.

    Args:
        prediction, target: (N, C, H, W).
        patch, visible: as in mask_patches.

    Returns:
        0-d tensor; 0 if nothing is hidden.

    Example:
        prediction [[[[9., 3., 5.]]]], target [[[[1., 2., 3.]]]], patch 1, visible [[[True, False, False]]]
        -> (1 + 4) / 2 = 2.5
    """
    # TODO: the mean square where the mask hides
    raise NotImplementedError("pretext_tasks")


def jigsaw(x: Tensor, permutation: Tensor) -> Tensor:
    """Cuts images into n × n tiles and puts them in another order.

    Args:
        x: (N, C, H, W); n divides H and W.
        permutation: (n²,), int64, the numbers below n². Tiles are counted row by row, from the top left.

    Returns:
        (N, C, H, W): tile i of the result is tile permutation[i] of x.

    Example:
        x [[[[1., 2.], [3., 4.]]]], permutation [1, 2, 3, 0] -> [[[[2., 3.], [4., 1.]]]]
    """
    # TODO: cut into tiles, take them in the order of the permutation, put them together
    raise NotImplementedError("pretext_tasks")


def unjigsaw(x: Tensor, permutation: Tensor) -> Tensor:
    """Puts the tiles back: unjigsaw(jigsaw(x, permutation), permutation) is x.

    Args:
        x: (N, C, H, W), of tiles in another order.
        permutation: (n²,), int64, with which jigsaw has mixed them.

    Returns:
        (N, C, H, W).

    Example:
        x [[[[2., 3.], [4., 1.]]]], permutation [1, 2, 3, 0] -> [[[[1., 2.], [3., 4.]]]]
    """
    # TODO: the order that leads back
    raise NotImplementedError("pretext_tasks")
