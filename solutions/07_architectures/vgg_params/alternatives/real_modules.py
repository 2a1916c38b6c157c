"""The net itself, of modules that take no memory."""

from torch import nn


def vgg_params(config, num_classes=1000, image_size=224):
    layers, channels, size = [], 3, image_size
    for entry in config:
        if entry == "M":
            size //= 2
        elif entry <= 0:
            raise ValueError(entry)
        else:
            layers.append(nn.Conv2d(channels, entry, 3, padding=1, device="meta"))
            channels = entry
    if size <= 0 or num_classes <= 0:
        raise ValueError(size, num_classes)
    for inputs, outputs in [(channels * size * size, 4096), (4096, 4096), (4096, num_classes)]:
        layers.append(nn.Linear(inputs, outputs, device="meta"))
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())
