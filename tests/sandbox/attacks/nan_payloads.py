"""Answers with NaN of odd bits, and with tiny and negative zeros."""

import torch

HONEST = 0

import numpy

odd = numpy.array([0x7FF0DEADBEEF0001, 0xFFFFFFFFFFFFFFFF, 0x8000000000000000], dtype=numpy.uint64).view(numpy.float64)


def softmax(x, dim):
    return torch.from_numpy(odd).to(x.dtype)[torch.arange(x.numel()) % 3].reshape(x.shape)


def central(f, x, h):
    return odd[0]
