"""Returns sparse, meta and quantized tensors."""

import torch

HONEST = 0


def softmax(x, dim):
    return x.to_sparse()


def count(inputs, outputs):
    return torch.empty(2**40, device="meta")


def central(f, x, h):
    return torch.quantize_per_tensor(x.float(), 0.1, 0, torch.qint8)
