"""Enlarges a copy, then writes zeros at the drawn positions. The coins are drawn from whole numbers."""

import torch

SIDES = 1_000_003


def dropout(x, p, training, generator):
    if not training:
        return x
    coins = torch.randint(SIDES, (x.numel(),), generator=generator)
    gone = torch.nonzero(coins < p * SIDES).flatten().to(x.device)
    flat = x.flatten().clone()
    if p < 1:
        flat *= 1 / (1 - p)
    return flat.index_fill(0, gone, 0.0).view(x.shape)


def dropout_backward(grad_output, kept, p):
    grad = torch.zeros_like(grad_output)
    if p < 1:
        grad[kept] = grad_output[kept] / (1 - p)
    return grad
