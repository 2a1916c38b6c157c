"""Plain loops over one axis, into tensors that were made for all sizes."""

import torch


def batch_outer(a, b):
    out = a.new_empty(len(a), a.shape[1], b.shape[1])
    for n, (row_a, row_b) in enumerate(zip(a, b, strict=True)):
        out[n] = torch.outer(row_a, row_b)
    return out


def pairwise_sq_dists(a, b):
    out = a.new_zeros(len(a), len(b))
    for n, row in enumerate(a):
        out[n] = (b - row).square().sum(1)
    return out


def one_hot(labels, num_classes):
    out = torch.zeros(labels.numel(), num_classes, dtype=torch.long, device=labels.device)
    for n, label in enumerate(labels.flatten().tolist()):
        out[n, label] = 1
    return out.reshape(*labels.shape, num_classes)
