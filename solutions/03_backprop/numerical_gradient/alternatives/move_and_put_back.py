"""Moves one element of x itself, keeps its old value, and puts that back."""

import numpy as np
import torch


def numerical_gradient(f, x, eps=1e-5):
    grad = torch.zeros_like(x)
    for index in np.ndindex(*x.shape):
        old = x[index].item()
        x[index] = old + eps
        up = f(x).item()
        x[index] = old - eps
        down = f(x).item()
        x[index] = old
        grad[index] = (up - down) / (2 * eps)
    return grad
