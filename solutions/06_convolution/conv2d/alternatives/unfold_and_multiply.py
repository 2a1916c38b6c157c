"""Windows become columns, and each group is one matrix product."""

import torch
import torch.nn.functional as F


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    def two(size):
        return tuple(size) if isinstance(size, (tuple, list)) else (size, size)

    (C_out, _, *kernel), stride, padding, dilation = weight.shape, two(stride), two(padding), two(dilation)
    room = [
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, p, d, k, s in zip(x.shape[2:], padding, dilation, kernel, stride, strict=True)
    ]
    results = []
    for part, filters in zip(x.chunk(groups, 1), weight.chunk(groups, 0), strict=True):
        padded = F.pad(part, (padding[1], padding[1], padding[0], padding[0]))
        columns = [F.unfold(image[None], kernel, dilation=dilation, stride=stride)[0] for image in padded]
        results.append([filters.flatten(1) @ column for column in columns])  # (C_out / groups, places)
    images = [torch.cat(parts, 0) for parts in zip(*results, strict=True)]
    y = torch.stack(images) if images else x.new_zeros(0, C_out, room[0] * room[1])
    return (y if bias is None else y + bias.reshape(-1, 1)).reshape(len(x), C_out, *room)
