"""One einsum: a letter for each dimension, and those that were copied are left out of the result."""

import torch


def unbroadcast(grad, shape):
    letters = "abcdefghijkl"[: grad.dim()]
    kept = [letter for letter, size in zip(reversed(letters), reversed(shape), strict=False) if size != 1]
    return torch.einsum(f"{letters}->{''.join(reversed(kept))}", grad).view(shape)
