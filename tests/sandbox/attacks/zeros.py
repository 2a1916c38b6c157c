"""Answers with zeros."""

import torch

HONEST = 0


def softmax(x, dim):
    return torch.zeros_like(x)


def linear_backward(grad_output, x, weight, bias):
    return torch.zeros_like(x), torch.zeros_like(weight), torch.zeros_like(bias)


def count(inputs, outputs):
    return 0


def central(f, x, h):
    return torch.zeros_like(x)
