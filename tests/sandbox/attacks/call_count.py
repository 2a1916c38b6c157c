"""Right until it has been called a few times, and then never again."""

import torch

HONEST = 2
calls = []


def softmax(x, dim):
    calls.append(dim)
    answer = torch.exp(x - x.max(dim, keepdim=True).values)
    return answer / answer.sum(dim, keepdim=True) if len(calls) < 4 else answer


def linear_backward(grad_output, x, weight, bias):
    return torch.zeros_like(x), torch.zeros_like(weight), torch.zeros_like(bias)


def count(inputs, outputs):
    return 0


def central(f, x, h):
    return torch.zeros_like(x)
