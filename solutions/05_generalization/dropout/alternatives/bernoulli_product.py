"""A mask of ones and zeros from a Bernoulli draw, and a product with it; p = 1 is a case of its own."""

import torch


def dropout(x, p, training, generator):
    if not training or p == 0:
        return x.clone()
    coins = torch.full(x.shape, 1.0 - p).bernoulli(generator=generator)
    return x * multiplier(coins.to(x), p)


def dropout_backward(grad_output, kept, p):
    return grad_output * multiplier(kept.to(grad_output.dtype), p)


def multiplier(mask, p):
    return torch.zeros_like(mask) if p == 1 else mask / (1 - p)
