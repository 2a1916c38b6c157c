"""The Jacobian of one token written out, and einsum for the sums over tokens."""

import torch


def layer_norm(x, weight, bias, eps=1e-5):
    out = []
    for token in x.reshape(-1, x.shape[-1]):
        mean = sum(token) / len(token)
        variance = sum((feature - mean) ** 2 for feature in token) / len(token)
        out.append((token - mean) / (variance + eps).sqrt() * weight + bias)
    return torch.stack(out).reshape(x.shape) if out else x * weight + bias


def layer_norm_backward(grad_output, x, weight, bias, eps=1e-5):
    D = x.shape[-1]
    centring = torch.eye(D, dtype=x.dtype, device=x.device) - 1 / D
    centred = x @ centring
    root = (torch.einsum("...d,...d->...", centred, centred) / D + eps).sqrt()[..., None]
    hat = centred / root
    jacobian = (centring - torch.einsum("...i,...j->...ij", hat, hat) / D) / root[..., None]
    grad_x = torch.einsum("...ij,...i->...j", jacobian, grad_output * weight)
    return grad_x, torch.einsum("...d,...d->d", grad_output, hat), torch.einsum("...d->d", grad_output)
