"""One query at a time, with the whole Jacobian of the softmax."""

import torch


def attention(query, key, value):
    return (query @ key.mT * query.shape[-1] ** -0.5).softmax(-1) @ value


def attention_backward(grad_output, query, key, value):
    scale = query.shape[-1] ** -0.5
    grad_query, grad_key, grad_value = torch.zeros_like(query), torch.zeros_like(key), torch.zeros_like(value)
    for i in range(query.shape[-2]):
        q, g = query[..., i, :], grad_output[..., i, :]
        w = torch.softmax(torch.einsum("...e,...se->...s", q, key) * scale, dim=-1)
        jacobian = torch.diag_embed(w) - w[..., :, None] * w[..., None, :]
        back = torch.einsum("...jk,...j->...k", jacobian, torch.einsum("...d,...sd->...s", g, value)) * scale
        grad_query[..., i, :] = torch.einsum("...s,...se->...e", back, key)
        grad_key += back[..., :, None] * q[..., None, :]
        grad_value += w[..., :, None] * g[..., None, :]
    return grad_query, grad_key, grad_value
