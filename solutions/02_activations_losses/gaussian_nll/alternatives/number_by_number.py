"""A loop over examples and outputs, with the logarithm of the density's height taken once."""

import math

import torch

LOG_HEIGHT = -0.5 * (math.log(2) + math.log(math.pi))


def gaussian_nll(prediction, target):
    total = 0.0
    for centres, values in zip(prediction.tolist(), target.tolist(), strict=True):
        total -= sum(LOG_HEIGHT - (y - c) * (y - c) / 2 for c, y in zip(centres, values, strict=True))
    return torch.tensor(total / (len(prediction) or 1), dtype=prediction.dtype, device=prediction.device)
