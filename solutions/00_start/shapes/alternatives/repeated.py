"""What broadcasting does, done by hand: repeat, multiply, scatter."""

import torch


def batch_outer(a, b):
    N, D, E = a.shape[0], a.shape[1], b.shape[1]
    return torch.bmm(a.reshape(N, D, 1), b.reshape(N, 1, E))


def pairwise_sq_dists(a, b):
    N, M, D = a.size(0), b.size(0), a.size(1)
    left = a.unsqueeze(1).expand(N, M, D)
    right = b.unsqueeze(0).expand(N, M, D)
    return torch.pow(left - right, 2).sum(2)


def one_hot(labels, num_classes):
    out = torch.zeros(*labels.shape, num_classes, dtype=torch.int64, device=labels.device)
    return out.scatter_(-1, labels.unsqueeze(-1), 1)
