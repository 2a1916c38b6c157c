"""The prompt's plain loops: each output by itself, each product by itself."""

import torch


def affine(x, weight, bias):
    outputs = []
    for row, b in zip(weight, bias, strict=True):
        y = b.expand(x.shape[:-1]).clone()
        for i, w in enumerate(row):
            y += x[..., i] * w
        outputs.append(y)
    return torch.stack(outputs, dim=-1)
