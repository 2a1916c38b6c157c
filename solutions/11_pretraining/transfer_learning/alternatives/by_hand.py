"""Gradient descent with momentum by hand on all examples at once; batch normalization stays in eval mode by itself."""

import torch
from torch import nn


def freeze(model, names):
    [p.requires_grad_(False) for n, p in model.named_parameters() for name in names if n.startswith(name)]
    return model


def replace_head(model, classes):
    *_, (path, old) = ((path, part) for path, part in model.named_modules() if type(part) is nn.Linear)
    holder = model
    *way, last = path.split(".")
    for step in way:
        holder = getattr(holder, step)
    holder._modules[last] = nn.Linear(old.weight.shape[1], classes)
    return model


def fine_tune(model, x, y, *, generator):
    head = [p for p in model.parameters() if p.requires_grad]
    velocity = [torch.zeros_like(p) for p in head]
    for _ in range(200):
        loss = torch.nn.functional.cross_entropy(model(x), y)
        with torch.no_grad():
            for p, v, g in zip(head, velocity, torch.autograd.grad(loss, head), strict=True):
                v.mul_(0.9).add_(g)
                p.sub_(0.3 * v)
    return model
