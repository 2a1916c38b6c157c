"""A list of all (inputs, outputs, weights for each pair) first, then one sum."""

from itertools import pairwise


def vgg_params(config, num_classes=1000, image_size=224):
    filters = [entry for entry in config if entry != "M"]
    poolings = config.count("M")
    side = image_size >> poolings if image_size > 0 else 0
    if side == 0 or num_classes <= 0 or any(count <= 0 for count in filters):
        raise ValueError("no such net")
    channels = [3, *filters]
    layers = [(a, b, 9) for a, b in pairwise(channels)]
    units = [channels[-1] * side**2, 4096, 4096, num_classes]
    layers += [(a, b, 1) for a, b in pairwise(units)]
    return sum(b * (a * weights + 1) for a, b, weights in layers)
