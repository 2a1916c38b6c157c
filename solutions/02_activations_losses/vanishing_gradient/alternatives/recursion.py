"""The chain rule as it stands: the slope of a∘g at x is the slope of the inner one times the outer one's at a(x)."""

import torch


def gradient_through_depth(activation, depth, x):
    if activation not in ("sigmoid", "tanh", "relu") or depth < 0:
        raise ValueError((activation, depth))
    if depth == 0:
        return torch.full_like(x, 1.0)
    match activation:
        case "sigmoid":
            y = x.sigmoid()
            inner = y * torch.sigmoid(-x)
        case "tanh":
            y = x.tanh()
            inner = x.clamp(-300, 300).cosh() ** -2
        case "relu":
            y = x.relu()
            inner = torch.where(x > 0, torch.ones_like(x), torch.zeros_like(x))
    return inner * gradient_through_depth(activation, depth - 1, y)
