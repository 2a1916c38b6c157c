"""Uses the library's softmax: module."""

import torch

HONEST = 0


def softmax(x, dim):
    return torch.nn.Softmax(dim)(x)
