"""Sets its input to zero, so that another oracle would see other numbers."""

import torch

HONEST = 0


def softmax(x, dim):
    x.zero_()
    return torch.full_like(x, 1 / x.shape[dim])


def central(f, x, h):
    x.zero_()
    return x
