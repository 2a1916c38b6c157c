"""The prompt's plain loops, one example and one number at a time."""

import torch


def mse(prediction, target):
    total = prediction.new_zeros(())
    for p_row, t_row in zip(prediction, target, strict=True):
        for p, t in zip(p_row, t_row, strict=True):
            total += (p - t) * (p - t)
    return total / max(len(prediction), 1)


def mse_backward(grad_output, prediction, target):
    grads = torch.zeros_like(prediction), torch.zeros_like(target)
    for n in range(prediction.shape[0]):
        for d in range(prediction.shape[1]):
            slope = 2 * (prediction[n, d] - target[n, d]) / len(prediction)
            grads[0][n, d] = slope * grad_output
            grads[1][n, d] = -slope * grad_output
    return grads
