"""A plain loop over the examples, with the maximum of each row subtracted by hand."""

import torch


def cross_entropy(logits, labels):
    total = logits.new_zeros(())
    for z, y in zip(logits, labels, strict=True):
        distances = z - z.max()
        total += distances.exp().sum().log() - distances[y]
    return total / (len(labels) or 1)


def cross_entropy_backward(grad_output, logits, labels):
    grad = torch.empty_like(logits)
    for n, (z, y) in enumerate(zip(logits, labels, strict=True)):
        weights = torch.exp(z - z.max())
        grad[n] = weights / weights.sum()
        grad[n, y] -= 1
        grad[n] *= grad_output / len(labels)
    return grad
