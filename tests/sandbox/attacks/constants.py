"""Answers with the uniform distribution and ones."""

import torch

HONEST = 0


def softmax(x, dim):
    return torch.full_like(x, 1 / x.shape[dim])


def linear_backward(g, x, w, b):
    return torch.ones_like(x), torch.ones_like(w), torch.ones_like(b)


def count(inputs, outputs):
    return 100


def central(f, x, h):
    return torch.ones_like(x)
