"""Patch by patch and tile by tile, written into new images."""

import torch


def mask_patches(x, patch, visible):
    out = x.clone()
    for n, i, j in (~visible).nonzero().tolist():
        out[n, :, i * patch : (i + 1) * patch, j * patch : (j + 1) * patch] = 0
    return out


def inpainting_loss(prediction, target, patch, visible):
    places = (~visible).nonzero().tolist()
    error = prediction - target
    total = error.new_zeros(())
    for n, i, j in places:
        total = total + error[n, :, i * patch : (i + 1) * patch, j * patch : (j + 1) * patch].square().sum()
    return total / max(1, len(places) * patch * patch * target.shape[1])


def boxes(x, permutation):
    n = next(k for k in range(1, 100) if k * k == permutation.numel())
    h, w = x.shape[2] // n, x.shape[3] // n
    return [(slice(i * h, i * h + h), slice(j * w, j * w + w)) for i in range(n) for j in range(n)]


def jigsaw(x, permutation):
    places, out = boxes(x, permutation), torch.zeros_like(x)
    for (rows, columns), source in zip(places, permutation.tolist(), strict=True):
        out[:, :, rows, columns] = x[:, :, places[source][0], places[source][1]]
    return out


def unjigsaw(x, permutation):
    places, out = boxes(x, permutation), torch.zeros_like(x)
    for (rows, columns), goal in zip(places, permutation.tolist(), strict=True):
        out[:, :, places[goal][0], places[goal][1]] = x[:, :, rows, columns]
    return out
