"""Returns nested lists that would fill a message with megabytes."""

import torch

HONEST = 0

nested = "x" * 30
for _ in range(8):
    nested = [nested] * 4


def softmax(x, dim):
    return torch.zeros_like(x)


def linear_backward(grad_output, x, weight, bias):
    return nested
