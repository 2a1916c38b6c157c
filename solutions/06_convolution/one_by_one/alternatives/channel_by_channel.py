"""Adds one scaled input channel after the other to each new one; the weights are counted filter by filter."""

import torch


def conv1x1(x, weight):
    N, C, H, W = x.shape
    y = torch.zeros((N, weight.shape[0], H, W), dtype=x.dtype, device=x.device)
    for o in range(weight.shape[0]):
        for c in range(C):
            y[:, o] += weight[o, c, 0, 0] * x[:, c]
    return y


def bottleneck_saving(in_channels, mid, out_channels, kernel):
    kernel = kernel if isinstance(kernel, (tuple, list)) else [kernel, kernel]

    def weights(inputs, outputs, height, width):
        return sum(inputs * height * width for _ in range(outputs))

    with_detour = weights(in_channels, mid, 1, 1) + weights(mid, out_channels, *kernel)
    return weights(in_channels, out_channels, *kernel) - with_detour
