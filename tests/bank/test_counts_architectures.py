"""The counts of 07_architectures against real modules, which take no memory on the meta device."""

import importlib.util

import pytest
from torch import nn

from dlquiz.bank import Bank


def reference(slug):
    path = Bank.find().solution_folder(slug) / "solution.py"
    spec = importlib.util.spec_from_file_location(f"reference_{slug}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def parameters(*modules):
    return sum(parameter.numel() for module in modules for parameter in module.parameters())


def conv(channels, filters, kernel, **settings):
    return nn.Conv2d(channels, filters, kernel, device="meta", **settings)


def dense(inputs, outputs):
    return nn.Linear(inputs, outputs, device="meta")


@pytest.mark.parametrize(("two_gpus", "total"), [(True, 60_965_224), (False, 62_378_344)])
def test_alexnet(two_gpus, total):
    groups = 2 if two_gpus else 1
    layers = [
        conv(3, 96, 11, stride=4),
        conv(96, 256, 5, groups=groups),
        conv(256, 384, 3),
        conv(384, 384, 3, groups=groups),
        conv(384, 256, 3, groups=groups),
        dense(256 * 6 * 6, 4096),
        dense(4096, 4096),
        dense(4096, 1000),
    ]
    alexnet = reference("alexnet_params")
    assert alexnet.alexnet_layer_params(two_gpus) == [layer.weight.numel() for layer in layers]
    assert alexnet.alexnet_layer_params(two_gpus, pooled=False)[5] == dense(256 * 13 * 13, 4096).weight.numel()
    assert alexnet.alexnet_total(two_gpus) == parameters(*layers) == total


def vgg(config, classes, size):
    layers, channels = [], 3
    for entry in config:
        layers.append(nn.MaxPool2d(2) if entry == "M" else conv(channels, entry, 3, padding=1))
        channels = channels if entry == "M" else entry
    features = nn.Sequential(*layers)(nn.Parameter(conv(3, 1, size).weight)).numel()  # an image (1, 3, size, size)
    return parameters(*layers, dense(features, 4096), dense(4096, 4096), dense(4096, classes))


VGG16 = [64, 64, "M", 128, 128, "M", *[256] * 3, "M", *[512] * 3, "M", *[512] * 3, "M"]
VGG19 = [64, 64, "M", 128, 128, "M", *[256] * 4, "M", *[512] * 4, "M", *[512] * 4, "M"]


@pytest.mark.parametrize(
    ("config", "classes", "size"),
    [(VGG16, 1000, 224), (VGG19, 1000, 224), ([5, "M", 7, "M"], 3, 23), ([2], 10, 1), ([], 4, 9)],
)
def test_vgg(config, classes, size):
    assert reference("vgg_params").vgg_params(config, classes, size) == vgg(config, classes, size)


def test_vgg_as_published():
    count = reference("vgg_params").vgg_params
    assert (count(VGG16), count(VGG19)) == (138_357_544, 143_667_240)


def norm(channels):
    return nn.BatchNorm2d(channels, device="meta")


def block(channels, width, kernels, outputs):
    sizes = [channels, *outputs]
    layers = [conv(a, b, k, bias=False) for a, b, k in zip(sizes, outputs, kernels, strict=False)]
    if channels != outputs[-1]:
        layers.append(conv(channels, outputs[-1], 1, bias=False))
    return layers + [norm(layer.out_channels) for layer in layers]


@pytest.mark.parametrize(
    ("depth", "counts", "total"),
    [
        (18, (2, 2, 2, 2), 11_689_512),
        (34, (3, 4, 6, 3), 21_797_672),
        (50, (3, 4, 6, 3), 25_557_032),
        (101, (3, 4, 23, 3), 44_549_160),
        (152, (3, 8, 36, 3), 60_192_808),
    ],
)
def test_resnet(depth, counts, total):
    layers, channels = [conv(3, 64, 7, bias=False), norm(64)], 64
    for width, count in zip((64, 128, 256, 512), counts, strict=True):
        outputs = (width, width) if depth < 50 else (width, width, 4 * width)
        for _ in range(count):
            layers += block(channels, width, (3, 3) if depth < 50 else (1, 3, 1), outputs)
            channels = outputs[-1]
    resnet = reference("resnet_params")
    assert resnet.resnet_params(depth) == parameters(*layers, dense(channels, 1000)) == total
    assert resnet.bottleneck_params(256, 64) == parameters(*block(256, 64, (1, 3, 1), (64, 64, 256))) == 70_400
    assert resnet.bottleneck_params(64, 32, True) == parameters(*block(64, 32, (1, 3, 1), (32, 32, 128)))
