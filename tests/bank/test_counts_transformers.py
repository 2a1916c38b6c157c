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


@pytest.mark.parametrize(("d", "ff", "layers"), [(512, 2048, 6), (1024, 4096, 6), (8, 3, 2), (4, 20, 1)])
@pytest.mark.filterwarnings("ignore:enable_nested_tensor:UserWarning")
def test_an_encoder_and_decoder(d: int, ff: int, layers: int) -> None:
    count = solution("transformer_params", "transformer_params")
    model = nn.Transformer(d, 4, layers, layers, ff, device="meta")
    final = weights(*[part.norm for part in (model.encoder, model.decoder)])
    assert count(d, ff, layers) == weights(model) - final
    unbiased = nn.Transformer(d, 4, layers, layers, ff, bias=False, device="meta")
    norms = [part for part in unbiased.modules() if isinstance(part, nn.LayerNorm)]
    shifts = d * (len(norms) - 2)  # which PyTorch takes away, too
    assert count(d, ff, layers, bias=False) == weights(unbiased) - final // 2 + shifts
    matrix = weights(nn.Embedding(37, d, device="meta"))
    assert count(d, ff, layers, 37) - count(d, ff, layers) == matrix
    assert count(d, ff, layers, 37, tied=False) - count(d, ff, layers) == 3 * matrix


def test_the_transformer_as_published() -> None:
    count = solution("transformer_params", "transformer_params")
    assert (count(), count(bias=False), count(vocab=37_000)) == (44_138_496, 44_070_912, 63_082_496)


def layer(hidden: int, heads: int) -> nn.Module:
    return nn.TransformerEncoderLayer(hidden, heads, 4 * hidden, device="meta")


def rows(*counts: int, hidden: int) -> list[nn.Module]:
    return [nn.Embedding(count, hidden, device="meta") for count in counts]


@pytest.mark.parametrize(
    ("layers", "hidden", "heads", "total"),
    [(12, 768, 12, 109_482_240), (24, 1024, 16, 335_141_888), (2, 6, 3, None), (1, 12, 2, None)],
)
def test_bert(layers: int, hidden: int, heads: int, total: int | None) -> None:
    count = solution("bert_params", "bert_params")
    parts = [*rows(30522, 512, 2, hidden=hidden), nn.LayerNorm(hidden, device="meta")]
    parts += [layer(hidden, heads) for _ in range(layers)]
    pooler = nn.Linear(hidden, hidden, device="meta")
    assert count(layers, hidden, heads) == weights(*parts, pooler) == (total or count(layers, hidden, heads))
    assert count(layers, hidden, heads, pooler=False) == weights(*parts)
    smaller = weights(*rows(30522 - 100, 512 - 7, hidden=hidden))
    assert count(layers, hidden, heads) - count(layers, hidden, heads, 100, 7) == smaller


@pytest.mark.parametrize(
    ("layers", "hidden", "context", "total"),
    [
        (12, 768, 1024, 124_439_808),
        (24, 1024, 1024, 354_823_168),
        (36, 1280, 1024, 774_030_080),
        (48, 1600, 1024, 1_557_611_200),
        (96, 12288, 2048, 174_604_259_328),
    ],
)
def test_gpt(layers: int, hidden: int, context: int, total: int) -> None:
    count = solution("gpt_params", "gpt_params")
    parts = [*rows(50257, context, hidden=hidden), nn.LayerNorm(hidden, device="meta")]
    stack = layers * weights(layer(hidden, 4))  # norm first or last, a layer has the same parts
    assert count(layers, hidden, context=context) == weights(*parts) + stack == total
    assert count(layers, hidden, 99, context) == weights(*rows(99, context, hidden=hidden), parts[2]) + stack
