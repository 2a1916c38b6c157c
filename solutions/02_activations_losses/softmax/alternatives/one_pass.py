"""One entry at a time: a running maximum and a running sum, which is rescaled whenever the maximum rises."""

import torch


def softmax(x, dim):
    top, total = running(x, dim)
    return torch.stack([(entry - top).exp() / total for entry in x.unbind(dim)], dim)


def log_softmax(x, dim):
    top, total = running(x, dim)
    return torch.stack([entry - top - total.log() for entry in x.unbind(dim)], dim)


def running(x, dim):
    entries = x.unbind(dim)
    top, total = entries[0], torch.ones_like(entries[0])
    for entry in entries[1:]:
        higher = torch.maximum(top, entry)
        both_hidden = higher == -torch.inf
        total = torch.where(both_hidden, total, total * (top - higher).exp() + (entry - higher).exp())
        total = torch.where(both_hidden | (top != -torch.inf), total, torch.ones_like(total))
        top = higher
    return top, total
