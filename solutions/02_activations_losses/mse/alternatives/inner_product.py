"""The sum of squares as an inner product of the differences with themselves."""

import torch


def mse(prediction, target):
    d = torch.flatten(target - prediction)
    return torch.dot(d, d) / (prediction.size(0) or 1)


def mse_backward(grad_output, prediction, target):
    half = torch.subtract(target, prediction) * grad_output / (prediction.size(0) or 1)
    return -half - half, half + half
