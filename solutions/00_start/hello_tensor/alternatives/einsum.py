"""The sum over i as an einsum, in which the weight keeps its shape."""

import torch


def affine(x, weight, bias):
    return bias + torch.einsum("...i,oi->...o", x, weight)
