"""As in PyTorch: in-place buffers, but on copies, and the corrections drawn into one rate."""

import math

import torch


def _advance(grad, state, betas):
    buffers = state["buffers"].clone() if state else torch.zeros(2, *grad.shape, dtype=grad.dtype, device=grad.device)
    m, v = buffers[0], buffers[1]
    m.lerp_(grad, 1 - betas[0])
    v.mul_(betas[1]).addcmul_(grad, grad, value=1 - betas[1])
    return m, v, {"buffers": buffers, "step": state.get("step", 0) + 1}


def adam_step(param, grad, state, *, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
    m, v, state = _advance(torch.add(grad, param, alpha=weight_decay), state, betas)
    root = math.sqrt(1 - betas[1] ** state["step"])
    divisor = v.sqrt().add_(eps * root)
    return torch.addcdiv(param, m, divisor, value=-lr * root / (1 - betas[0] ** state["step"])), state


def adamw_step(param, grad, state, *, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
    stepped, state = adam_step(param, grad, state, lr=lr, betas=betas, eps=eps)
    return stepped - lr * weight_decay * param, state
