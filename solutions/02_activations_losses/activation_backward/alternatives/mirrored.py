"""1 − σ(x) is σ(−x); 1 − t² is (1 − t)(1 + t); and ReLU's gradient is written into a copy."""

import torch


def sigmoid_backward(grad_output, x):
    return torch.sigmoid(x).mul(torch.sigmoid(-x)).mul(grad_output)


def tanh_backward(grad_output, x):
    t = x.tanh()
    return grad_output * (1 - t) * (1 + t)


def relu_backward(grad_output, x):
    grad = grad_output.clone()
    grad[x <= 0] = 0
    return grad
