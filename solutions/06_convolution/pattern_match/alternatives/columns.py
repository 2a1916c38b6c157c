"""All windows as columns and all patterns as rows: one matrix product gives every map."""

import torch
import torch.nn.functional as F


def match_map(image, pattern):
    columns = F.unfold(image[None, None], pattern.shape)[0]  # (h w, L)
    flat = pattern.reshape(1, pattern.numel()) @ columns / pattern.numel()
    return flat.reshape(image.shape[0] - pattern.shape[0] + 1, image.shape[1] - pattern.shape[1] + 1)


def best_class(image, patterns):
    columns = F.unfold(image[None, None], patterns.shape[2:])[0]
    maps = patterns.flatten(2) @ columns / columns.shape[0]  # (C, P, L)
    return torch.relu(maps).max(2).values.sum(1).argmax().item()
