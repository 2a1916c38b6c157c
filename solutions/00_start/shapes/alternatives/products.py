"""Matrix products, the square expanded, and rows of the identity."""

import torch


def batch_outer(a, b):
    return torch.einsum("nd,ne->nde", a, b)


def pairwise_sq_dists(a, b):
    squares = (a * a).sum(1).unsqueeze(1) + (b * b).sum(1).unsqueeze(0)
    return (squares - 2 * a @ b.T).clamp(min=0)


def one_hot(labels, num_classes):
    return torch.eye(num_classes, dtype=torch.long, device=labels.device)[labels]
