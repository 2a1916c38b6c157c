"""The product of the weight tensor's own sizes, as PyTorch lays it out."""

import math


def conv_params(in_channels, out_channels, kernel, groups=1, bias=True):
    kernel = tuple(kernel) if isinstance(kernel, (tuple, list)) else (kernel,) * 2
    if any(size <= 0 for size in (in_channels, out_channels, groups, *kernel)):
        raise ValueError("every size must be positive")
    depth, rest_in = divmod(in_channels, groups)
    _, rest_out = divmod(out_channels, groups)
    if rest_in or rest_out:
        raise ValueError("groups must divide both numbers of channels")
    weight = math.prod((out_channels, depth, *kernel))
    return weight + bias * out_channels
