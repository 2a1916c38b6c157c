"""Returns one number expanded to 2**40 elements."""

import torch

HONEST = 0


def softmax(x, dim):
    return torch.zeros(1).expand(2**40)
