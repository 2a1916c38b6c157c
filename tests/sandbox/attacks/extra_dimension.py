"""Gives the right answer another dimension."""

import torch

HONEST = 0


def softmax(x, dim):
    weights = torch.exp(x - x.max(dim, keepdim=True).values)
    answer = weights / weights.sum(dim, keepdim=True)
    return answer[None]
