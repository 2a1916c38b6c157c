"""The closed formula, with the product of the earlier strides for each layer."""

import math


def receptive_field(layers):
    strides = [stride for _, stride, _ in layers]
    return 1 + sum((k - 1) * d * math.prod(strides[:i]) for i, (k, _, d) in enumerate(layers))
