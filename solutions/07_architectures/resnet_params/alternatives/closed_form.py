"""Sums over a stage worked out: its first block, then equal ones."""


def bottleneck_params(in_channels, width, project=False):
    if not (in_channels > 0 and width > 0):
        raise ValueError
    weights = in_channels * width + 9 * width**2 + 4 * width**2
    norms = 2 * (width + width + 4 * width)
    return weights + norms + project * (in_channels + 2) * 4 * width


def resnet_params(depth):
    try:
        counts = {18: [2] * 4, 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3]}[depth]
    except KeyError:
        raise ValueError(f"no ResNet-{depth}") from None
    total, before = 3 * 49 * 64 + 128, 64
    for width, count in zip([64, 128, 256, 512], counts, strict=True):
        if depth < 50:
            total += (9 * before * width + 9 * width**2 + 4 * width) + (count - 1) * (18 * width**2 + 4 * width)
            total += (before + 2) * width if before != width else 0
            before = width
        else:
            total += bottleneck_params(before, width, True) + (count - 1) * bottleneck_params(4 * width, width)
            before = 4 * width
    return total + (before + 1) * 1000
