"""The quotient rule's own results, with exp(−|x|): both slopes are even, so the sign of x does not matter."""

import torch


def sigmoid_backward(grad_output, x):
    e = torch.exp(-abs(x))
    return grad_output * e / (1 + e) ** 2


def tanh_backward(grad_output, x):
    return grad_output / torch.cosh(x) ** 2


def relu_backward(grad_output, x):
    return torch.where(x > 0, grad_output, 0)
