"""tanh(x) = 2σ(2x) − 1 has the slope 4σ′(2x); σ′ in turn as σ − σ²; ReLU's slope as the sign of relu(x)."""

import torch


def sigmoid_backward(grad_output, x):
    s = 1 / (1 + torch.exp(-x))
    return (s - s**2) * grad_output


def tanh_backward(grad_output, x):
    return 4 * sigmoid_backward(grad_output, 2 * x)


def relu_backward(grad_output, x):
    return grad_output * torch.sign(torch.relu(x))
