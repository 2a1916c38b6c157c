"""Each side of 0 by itself, picked with masks and written into a tensor of its own; dead units by counting."""

import torch


def sigmoid(x):
    out = torch.empty_like(x)
    below = x < 0
    grown = x[below].exp()
    out[below] = grown / (1 + grown)
    out[~below] = (1 + (-x[~below]).exp()).reciprocal()
    return out


def tanh(x):
    out = torch.ones_like(x)
    near = x.abs() < 40
    out[x <= -40] = -1
    up, down = x[near].exp(), torch.exp(-x[near])
    out[near] = (up - down) / (up + down)
    return out


def relu(x):
    out = x.clone()
    out[out < 0] = 0
    return out


def leaky_relu(x, negative_slope=0.01):
    out = x.clone()
    out[x < 0] *= negative_slope
    return out


def dead_units(preactivations):
    return (preactivations > 0).sum(dim=0) == 0
