"""Uses the library's softmax: functional."""

import torch

HONEST = 0


def softmax(x, dim):
    return torch.nn.functional.softmax(x, dim)
