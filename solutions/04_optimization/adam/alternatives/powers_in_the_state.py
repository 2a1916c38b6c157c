"""The state holds β₁ᵗ and β₂ᵗ instead of t; the decay turns AdamW into Adam from another place."""

import torch


def adam_step(param, grad, state, *, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
    decayed = grad + weight_decay * param
    nothing = (torch.zeros_like(grad), torch.zeros_like(grad), 1.0, 1.0)
    m, v, left1, left2 = state.get("moments", nothing)
    left1, left2 = left1 * betas[0], left2 * betas[1]
    m = m + (1 - betas[0]) * (decayed - m)
    v = v + (1 - betas[1]) * (decayed * decayed - v)
    usual = torch.sqrt(v / (1 - left2))
    return param - lr * (m / (1 - left1)) / (usual + eps), {"moments": (m, v, left1, left2)}


def adamw_step(param, grad, state, *, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
    return adam_step(param * (1 - lr * weight_decay), grad, state, lr=lr, betas=betas, eps=eps)
