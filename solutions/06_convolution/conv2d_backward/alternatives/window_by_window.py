"""The forward's loop over the places of the output: each window sends its shares back at once."""

import torch


def _two(value):
    return (value, value) if not hasattr(value, "__len__") else tuple(value)


def conv2d_backward(grad_output, x, weight, bias=None, stride=1, padding=0):
    (sH, sW), (pH, pW) = _two(stride), _two(padding)
    N, C, H, W = x.shape
    O, _, kH, kW = weight.shape
    big = torch.zeros(N, C, H + 2 * pH, W + 2 * pW, dtype=x.dtype, device=x.device)
    big[:, :, pH : pH + H, pW : pW + W] = x
    grad_big = torch.zeros_like(big)
    flat, grad_flat = weight.reshape(O, C * kH * kW), torch.zeros(O, C * kH * kW, dtype=weight.dtype, device=x.device)
    for h in range(grad_output.shape[2]):
        for w in range(grad_output.shape[3]):
            rows, columns = slice(h * sH, h * sH + kH), slice(w * sW, w * sW + kW)
            g = grad_output[:, :, h, w]  # (N, O)
            grad_flat += g.T @ big[:, :, rows, columns].reshape(N, C * kH * kW)
            grad_big[:, :, rows, columns] += (g @ flat).reshape(N, C, kH, kW)
    grad_x = grad_big[:, :, pH : H + pH, pW : W + pW].clone()
    grad_bias = grad_output.sum(3).sum(2).sum(0) if bias is not None else None
    return [grad_x, grad_flat.reshape(weight.shape), grad_bias]
