"""Uses the library's softmax: map."""

import torch

HONEST = 0


def softmax(x, dim):
    return list(map(torch.softmax, [x], [dim]))[0]
