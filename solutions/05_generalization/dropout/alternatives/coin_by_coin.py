"""One coin after the other, as it would be done by hand."""

import torch


def dropout(x, p, training, generator):
    if not training:
        return x
    numbers = []
    for number in x.flatten().tolist():
        heads = torch.rand((), generator=generator).item() >= p
        numbers.append(number / (1 - p) if heads else 0.0)
    return torch.tensor(numbers, dtype=x.dtype, device=x.device).reshape(x.shape)


def dropout_backward(grad_output, kept, p):
    pairs = zip(grad_output.flatten().tolist(), kept.flatten().tolist(), strict=True)
    numbers = [g / (1 - p) if keep else 0.0 for g, keep in pairs]
    return torch.tensor(numbers, dtype=grad_output.dtype, device=grad_output.device).reshape(grad_output.shape)
