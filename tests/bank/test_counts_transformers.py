"""The counts of 10_attention and 11_pretraining against real modules, which take no memory on the meta device."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
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


def multiply_adds(run: Callable[[], Tensor]) -> int:
    with FlopCounterMode(display=False) as counter:
        run()
    return int(counter.get_total_flops()) // 2


@pytest.mark.parametrize(("n", "d", "k"), [(1, 3, 3), (7, 5, 3), (50, 512, 7), (40, 3, 5)])
def test_operations_of_a_layer(n: int, d: int, k: int) -> None:
    cost, x = solution("layer_cost", "layer_cost"), torch.empty(n, d, device="meta")
    state = nn.Linear(d, d, bias=False, device="meta")
    convolution = nn.Conv1d(d, d, k, padding="same", bias=False, device="meta")
    assert cost("self", n, d)[0] == multiply_adds(lambda: x @ x.T)
    assert cost("recurrent", n, d)[0] == sum(multiply_adds(lambda: state(x[:1])) for _ in range(n))
    assert cost("conv", n, d, k)[0] == multiply_adds(lambda: convolution(x.T[None]))


@pytest.mark.parametrize("k", [2, 3, 5])
def test_layers_between_the_ends(k: int) -> None:
    for layers in (0, 1, 2, 3):
        stack = nn.Sequential(*[nn.Conv1d(1, 1, k, dilation=k**i, device="meta") for i in range(layers)])
        n = next(size for size in range(1, 200) if fits(stack, size))  # positions that one output sees
        assert solution("layer_cost", "layer_cost")("conv", n, 2, k)[2] == layers
        assert solution("layer_cost", "layer_cost")("conv", n + 1, 2, k)[2] == layers + 1


def fits(stack: nn.Module, size: int) -> bool:
    try:
        stack(torch.empty(1, 1, size, device="meta"))
    except RuntimeError:
        return False
    return True
