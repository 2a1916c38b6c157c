"""Returns 200 MiB a call: the judge would have to keep them all."""

import torch

HONEST = 0

big = torch.zeros(25 << 20, dtype=torch.float64)


def softmax(x, dim):
    return big


def linear_backward(*arguments):
    return [big, big + 1, big]
