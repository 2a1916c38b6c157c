"""Broadcasts the places themselves: each element of grad is told which number it was copied from, and added there."""

import math

import torch


def unbroadcast(grad, shape):
    origin = torch.arange(math.prod(shape), device=grad.device).reshape(shape).expand(grad.shape)
    total = torch.zeros(math.prod(shape), dtype=grad.dtype, device=grad.device)
    total.index_add_(0, origin.reshape(-1), grad.reshape(-1))
    return total.reshape(shape)
