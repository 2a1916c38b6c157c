"""One row of the batch at a time, adding outer products into the gradients of weight and bias."""

import itertools

import torch


def linear_backward(grad_output, x, weight, bias):
    grad_x = torch.zeros_like(x)
    grad_weight = torch.zeros_like(weight)
    grad_bias = torch.zeros_like(bias)
    for index in itertools.product(*map(range, x.shape[:-1])):  # (): one round for a single row
        g = grad_output[index]  # (O)
        grad_x[index] = weight.T @ g
        grad_weight += torch.outer(g, x[index])
        grad_bias += g
    return [grad_x, grad_weight, grad_bias]
