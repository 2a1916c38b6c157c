"""Heaviside's step with the value 0 at 0. Gates in double precision, as lists, with unequal weights; OR in ints."""

import torch


def perceptron(x, weight, bias):
    total = torch.einsum("...d,d->...", x, weight) + bias
    return torch.heaviside(total, torch.zeros_like(total))


def AND():
    return [torch.tensor([0.5, 0.25], dtype=torch.float64), torch.tensor(-0.7, dtype=torch.float64)]


def OR():
    return [torch.tensor([5, 1]), torch.tensor(0)]


def NAND():
    weight, bias = AND()
    return [-weight, -bias]
