"""The slopes by the outputs: y(1 − y) and 1 − y², kept in a list and multiplied at the end, last layer first."""

import torch

LAYERS = {
    "sigmoid": (lambda h: 1 / (1 + torch.exp(-h)), lambda y: y - y * y),
    "tanh": (torch.tanh, lambda y: (1 - y) * (1 + y)),
    "relu": (lambda h: h.clamp(min=0), torch.sign),
}


def gradient_through_depth(activation, depth, x):
    try:
        forward, slope = LAYERS[activation]
    except KeyError:
        raise ValueError(f"unknown activation {activation}") from None
    if depth < 0:
        raise ValueError("depth counts layers")
    outputs = []
    for _ in range(depth):
        outputs.append(forward(outputs[-1] if outputs else x))
    grad = torch.ones(x.shape, dtype=x.dtype, device=x.device)
    while outputs:
        grad = slope(outputs.pop()) * grad
    return grad
