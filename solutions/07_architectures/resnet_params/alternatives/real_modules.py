"""The nets themselves, of modules that take no memory."""

from torch import nn


def conv(a, b, k):
    return [nn.Conv2d(a, b, k, bias=False, device="meta"), nn.BatchNorm2d(b, device="meta")]


def size(modules):
    return sum(p.numel() for module in modules for p in module.parameters())


def bottleneck(a, width, project=False):
    ends = conv(a, 4 * width, 1) if project else []
    return [*conv(a, width, 1), *conv(width, width, 3), *conv(width, 4 * width, 1), *ends]


def basic(a, width, project=False):
    ends = conv(a, width, 1) if project else []
    return [*conv(a, width, 3), *conv(width, width, 3), *ends]


def bottleneck_params(in_channels, width, project=False):
    if in_channels <= 0 or width <= 0:
        raise ValueError(in_channels, width)
    return size(bottleneck(in_channels, width, project))


def resnet_params(depth):
    plans = {18: "2222", 34: "3463", 50: "3463", 101: [3, 4, 23, 3], 152: [3, 8, 36, 3]}
    if depth not in plans:
        raise ValueError(depth)
    make, factor = (bottleneck, 4) if depth > 34 else (basic, 1)
    modules, channels = conv(3, 64, 7), 64
    for stage, count in enumerate(plans[depth]):
        width = 64 * 2**stage
        for _ in range(int(count)):
            modules += make(channels, width, channels != factor * width)
            channels = factor * width
    return size([*modules, nn.Linear(channels, 1000, device="meta")])
