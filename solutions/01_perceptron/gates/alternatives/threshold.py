"""The bias on the other side of the comparison, as a threshold; gates of large numbers, and a NAND by a hair."""

import torch


def perceptron(x, weight, bias):
    return torch.where((x * weight).sum(dim=-1) > -bias, torch.ones_like(bias), torch.zeros_like(bias))


def AND():
    return torch.full((2,), 100.0), torch.tensor(-199.0)


def OR():
    return torch.full((2,), 100.0), torch.tensor(-1.0)


def NAND():
    return torch.full((2,), -1.0), torch.tensor(1.01)
