"""Uses the library's softmax: ops."""

import torch

HONEST = 0


def softmax(x, dim):
    return torch.ops.aten.softmax.int(x, dim)
