"""Plain Python numbers, one element after the other: the formula as it stands."""

import math

import torch


def _step(param, grad, state, lr, betas, eps, inside, beside):
    numbers = list(state.get("numbers", [(0.0, 0.0)] * param.numel()))
    t = state.get("t", 0) + 1
    out = []
    for i, (w, slope) in enumerate(zip(param.flatten().tolist(), grad.flatten().tolist(), strict=True)):
        g = slope + inside * w
        m, v = numbers[i]
        m, v = betas[0] * m + (1 - betas[0]) * g, betas[1] * v + (1 - betas[1]) * g * g
        numbers[i] = (m, v)
        d = (m / (1 - betas[0] ** t)) / (math.sqrt(v / (1 - betas[1] ** t)) + eps)
        out.append(w - lr * beside * w - lr * d)
    return torch.tensor(out, dtype=param.dtype, device=param.device).reshape(param.shape), {"numbers": numbers, "t": t}


def adam_step(param, grad, state, *, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
    return _step(param, grad, state, lr, betas, eps, inside=weight_decay, beside=0)


def adamw_step(param, grad, state, *, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
    return _step(param, grad, state, lr, betas, eps, inside=0, beside=weight_decay)
