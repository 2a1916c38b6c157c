"""The logarithm first, as x minus the log of a sum of exps; softmax is its exp."""

import torch


def log_softmax(x, dim):
    highest = x.max(dim=dim, keepdim=True).values
    log_total = highest + torch.log(torch.sum(torch.exp(x - highest), dim=dim, keepdim=True))
    return x - log_total


def softmax(x, dim):
    return torch.exp(log_softmax(x, dim))
