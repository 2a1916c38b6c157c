"""The count exercises of 06_convolution against real modules: shapes and parameters on the meta device.

The receptive field needs numbers: it is the extent of the gradient that one output sends back through layers of ones.
"""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from dlquiz.bank import Bank

BANK = Bank.find(None)


def solution(slug: str, name: str) -> Callable[..., Any]:
    space: dict[str, Any] = {}
    exec(BANK.exercise(slug).solution, space)
    function: Callable[..., Any] = space[name]
    return function


def weights(*modules: nn.Module) -> int:
    return sum(parameter.numel() for module in modules for parameter in module.parameters())


@pytest.mark.parametrize(
    ("channels", "kernel", "size", "groups"),
    [((2, 3), (3, 5), (7, 8), 1), ((6, 4), 3, (5, 9), 2), ((128, 64), 3, (40, 50), 1), ((5, 10), (1, 7), (3, 8), 5)],
)
def test_multiply_adds(channels: tuple[int, int], kernel: Any, size: tuple[int, int], groups: int) -> None:
    layer = nn.Conv2d(*channels, kernel, padding="same", groups=groups, bias=False, device="meta")
    with FlopCounterMode(display=False) as counter:
        y = layer(torch.empty(1, channels[0], *size, device="meta"))
    macs = solution("conv_cost", "conv_macs")(*channels, kernel, tuple(y.shape[2:]), groups)
    assert 2 * macs == counter.get_total_flops()


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(
    "shapes", [((3,), (5,)), ((2, 3, 4), (7,)), ((256, 6, 6), (4096,)), ((40, 50, 128), (40, 50, 64))]
)
def test_dense_parameters(shapes: tuple[tuple[int, ...], tuple[int, ...]], bias: bool) -> None:
    sizes = [torch.Size(shape).numel() for shape in shapes]
    layer = nn.Linear(sizes[0], sizes[1], bias=bias, device="meta")
    assert solution("conv_cost", "dense_params")(*shapes, bias) == weights(layer)


def test_the_lecture_case() -> None:
    assert solution("conv_cost", "conv_macs")(128, 64, 3, (40, 50)) == 147_456_000
    assert solution("conv_cost", "dense_params")((40, 50, 128), (40, 50, 64), False) == 32_768_000_000


@pytest.mark.parametrize(
    ("channels", "kernel"), [((4, 1, 4), 3), ((2, 9, 3), (1, 7)), ((256, 64, 256), 3), ((192, 16, 32), 5)]
)
def test_what_a_bottleneck_saves(channels: tuple[int, int, int], kernel: Any) -> None:
    first, mid, last = channels
    direct = nn.Conv2d(first, last, kernel, bias=False, device="meta")
    detour = [
        nn.Conv2d(first, mid, 1, bias=False, device="meta"),
        nn.Conv2d(mid, last, kernel, bias=False, device="meta"),
    ]
    saving = solution("one_by_one", "bottleneck_saving")(first, mid, last, kernel)
    assert saving == weights(direct) - weights(*detour)


@pytest.mark.parametrize("stride", [1, 2, (3, 4)])
@pytest.mark.parametrize("padding", [0, 1, (1, 2)])
@pytest.mark.parametrize("dilation", [1, (2, 3)])
def test_sizes_of_a_transposed_convolution(stride: Any, padding: Any, dilation: Any) -> None:
    for extra in (0, 1) if stride != 1 else (0,):
        layer = nn.ConvTranspose2d(2, 3, (3, 5), stride, padding, extra, dilation=dilation, device="meta")
        y = layer(torch.empty(1, 2, 6, 4, device="meta"))
        count = solution("conv_transpose", "conv_transpose_output_size")
        assert count((6, 4), (3, 5), stride, padding, extra, dilation) == tuple(y.shape[2:])


def network(layers: list[tuple[Any, ...]]) -> list[nn.Module]:
    make: dict[str, Callable[..., nn.Module]] = {
        "conv": lambda out, kernel, stride, pad: nn.LazyConv2d(out, kernel, stride, pad, device="meta"),
        "relu": nn.ReLU,
        "pool": nn.MaxPool2d,
        "flatten": nn.Flatten,
        "dense": lambda out: nn.LazyLinear(out, device="meta"),
    }
    return [make[kind](*settings) for kind, *settings in layers]


@pytest.mark.parametrize(
    ("shape", "layers"),
    [
        (
            (3, 224, 256),
            [("conv", 64, 11, 4, 2), ("relu",), ("pool", 3, 2), ("conv", 192, 5, 1, 2), ("flatten",), ("dense", 9)],
        ),
        ((1, 32, 32), [("conv", 6, 5, 1, 0), ("pool", 2, 2), ("conv", 16, 5, 1, 0), ("pool", 2, 2), ("flatten",)]),
        ((2, 17, 23), [("conv", 5, 4, 3, 1), ("pool", 2, 1), ("relu",), ("conv", 7, 3, 2, 2), ("pool", 3, 2)]),
    ],
)
@pytest.mark.filterwarnings("ignore:Lazy modules:UserWarning")
def test_shapes_through_a_network(shape: tuple[int, ...], layers: list[tuple[Any, ...]]) -> None:
    x, shapes = torch.empty(1, *shape, device="meta"), []
    for module in network(layers):
        x = module(x)
        shapes.append(tuple(x.shape[1:]))
    assert solution("cnn_shapes", "trace_shapes")(shape, layers) == shapes


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_the_receptive_field(depth: int) -> None:
    kinds = [(1, 2, 1), (2, 1, 3), (3, 2, 1), (3, 1, 2)]
    for layers in itertools.product(kinds, repeat=depth):
        modules = [
            nn.Conv1d(1, 1, kernel, stride, dilation=dilation, bias=False) for kernel, stride, dilation in layers
        ]
        for module in modules:
            nn.init.ones_(module.weight)
        x = torch.zeros(1, 1, 200, requires_grad=True)
        nn.Sequential(*modules)(x)[0, 0, 3].backward()
        assert x.grad is not None
        seen = x.grad.flatten().nonzero()
        assert solution("receptive_field", "receptive_field")(list(layers)) == int(seen.max() - seen.min()) + 1


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(
    ("channels", "kernel", "groups"), [((3, 2), 5, 1), ((128, 64), 3, 1), ((96, 256), (5, 3), 2), ((6, 12), (1, 7), 6)]
)
def test_convolution_parameters(channels: tuple[int, int], kernel: Any, groups: int, bias: bool) -> None:
    layer = nn.Conv2d(*channels, kernel, groups=groups, bias=bias, device="meta")
    assert solution("conv_params", "conv_params")(*channels, kernel, groups, bias) == weights(layer)


@pytest.mark.parametrize("stride", [1, 2, (3, 2)])
@pytest.mark.parametrize("padding", [0, 1, (2, 0)])
@pytest.mark.parametrize("dilation", [1, 2, (1, 3)])
@pytest.mark.parametrize(("size", "kernel"), [((32, 40), 3), ((13, 9), (2, 3)), ((11, 17), (5, 4))])
def test_convolution_sizes(size: tuple[int, int], kernel: Any, stride: Any, padding: Any, dilation: Any) -> None:
    layer = nn.Conv2d(1, 1, kernel, stride, padding, dilation, device="meta")
    due = tuple(layer(torch.empty(1, 1, *size, device="meta")).shape[2:])
    assert solution("conv_output_size", "conv_output_size")(size, kernel, stride, padding, dilation) == due
