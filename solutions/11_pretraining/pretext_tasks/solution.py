"""Two pretext tasks for images: paint in what was hidden, and put the tiles of a puzzle back.

The labels are the image itself: hide a part and ask for it, or change the order and ask which it was. To answer, a
network has to know what things look like.

Sources: Pathak et al. 2016, Context encoders; Noroozi and Favaro 2016, Unsupervised learning of visual representations
by solving jigsaw puzzles.
"""

import math

import torch
from torch import Tensor


def in_pixels(visible: Tensor, patch: int) -> Tensor:
    """(N, H / patch, W / patch) -> (N, 1, H, W): each patch's answer for each of its pixels."""
    return visible.repeat_interleave(patch, dim=1).repeat_interleave(patch, dim=2)[:, None]


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
    return torch.where(in_pixels(visible, patch), x, 0)


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
    hidden = ~in_pixels(visible, patch).expand(target.shape)  # (N, C, H, W)
    squares = torch.where(hidden, (prediction - target) ** 2, 0)
    return squares.sum() / hidden.sum().clamp(min=1)


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
    N, C, H, W = x.shape
    n = math.isqrt(len(permutation))
    tiles = x.reshape(N, C, n, H // n, n, W // n).transpose(3, 4)  # (N, C, n, n, h, w)
    mixed = tiles.flatten(2, 3)[:, :, permutation]  # (N, C, n², h, w)
    return mixed.unflatten(2, (n, n)).transpose(3, 4).reshape(N, C, H, W)


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
    return jigsaw(x, permutation.argsort())  # where each tile has gone
