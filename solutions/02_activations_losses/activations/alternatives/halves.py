"""The textbook's sigmoid, whose overflow is harmless (1/∞ is 0); tanh as a sigmoid; the leaky ReLU in two halves."""

import torch


def sigmoid(x):
    return 1 / (1 + torch.exp(-x))


def tanh(x):
    return 2 * sigmoid(2 * x) - 1


def relu(x):
    return torch.maximum(x, torch.zeros_like(x))


def leaky_relu(x, negative_slope=0.01):
    return x.clamp(min=0) + negative_slope * x.clamp(max=0)


def dead_units(preactivations):
    return ~(preactivations > 0).any(0)
