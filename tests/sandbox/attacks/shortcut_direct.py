"""Uses the library's softmax: direct."""

import torch

HONEST = 0


def softmax(x, dim):
    return torch.softmax(x, dim)
