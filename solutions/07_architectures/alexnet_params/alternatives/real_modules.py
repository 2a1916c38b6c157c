"""Layers of torch.nn that take no memory, and the sizes of their tensors."""

from torch import nn


def net(two_gpus, pooled):
    g = 2 if two_gpus else 1
    with_meta = {"device": "meta"}
    return [
        nn.Conv2d(3, 96, 11, **with_meta),
        nn.Conv2d(96, 256, 5, groups=g, **with_meta),
        nn.Conv2d(256, 384, 3, **with_meta),
        nn.Conv2d(384, 384, 3, groups=g, **with_meta),
        nn.Conv2d(384, 256, 3, groups=g, **with_meta),
        nn.Linear(256 * (36 if pooled else 169), 4096, **with_meta),
        nn.Linear(4096, 4096, **with_meta),
        nn.Linear(4096, 1000, **with_meta),
    ]


def alexnet_layer_params(two_gpus=True, pooled=True):
    return [layer.weight.numel() for layer in net(two_gpus, pooled)]


def alexnet_total(two_gpus=True):
    return sum(tensor.numel() for layer in net(two_gpus, True) for tensor in layer.parameters())
