"""The exercises of 10_attention that are layers of torch, against those layers: float64, eval mode, no dropout.

The exercises' masks say what may be seen; the layers' masks say what is hidden.
"""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from dlquiz.bank import Bank

BANK = Bank.find(None)


def solution(slug: str, name: str) -> Callable[..., Any]:
    space: dict[str, Any] = {}
    exec(BANK.exercise(slug).solution, space)
    function: Callable[..., Any] = space[name]
    return function


def randomized(module: nn.Module) -> nn.Module:
    """The module with random parameters everywhere: fresh norms and biases are ones and zeros, which hide much."""
    for parameter in module.parameters():
        nn.init.normal_(parameter, std=0.5)
    return module.double().eval()


def normal(*shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64)


def mostly_visible(*shape: int) -> Tensor:
    visible = torch.rand(*shape) < 0.6
    visible[..., 0] = True
    return visible


def hidden(visible: Tensor, *shape: int) -> Tensor:
    """A mask as nn.MultiheadAttention reads it: (N, H, L, S) as (N · H, L, S), True is hidden."""
    return ~visible.expand(*shape).flatten(0, 1)


@pytest.mark.parametrize(
    ("N", "L", "S", "E", "H"), [(1, 1, 1, 2, 1), (2, 3, 5, 6, 3), (3, 4, 4, 8, 2), (2, 5, 3, 4, 4)]
)
@pytest.mark.parametrize("slug", ["multi_head", "cross_attention"])
def test_multi_head_attention(slug: str, N: int, L: int, S: int, E: int, H: int) -> None:
    torch.manual_seed(1)
    layer = randomized(nn.MultiheadAttention(E, H, batch_first=True))
    query, key, value = normal(N, L, E), normal(N, S, E), normal(N, S, E)
    attend = solution(slug, "multi_head_attention" if slug == "multi_head" else slug)
    given: tuple[Tensor, ...] = (query, key, value)
    if slug == "cross_attention":
        given, key = (query, value), value
    params = layer.state_dict()
    torch.testing.assert_close(attend(*given, params, H), layer(query, key, value, need_weights=False)[0])
    for shape in [(L, S), (N, 1, 1, S), (N, H, L, S)]:
        visible = mostly_visible(*shape)
        due = layer(query, key, value, attn_mask=hidden(visible, N, H, L, S), need_weights=False)[0]
        torch.testing.assert_close(attend(*given, params, H, visible), due)


@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize(("N", "L", "E", "F", "H"), [(1, 1, 3, 2, 1), (2, 5, 6, 4, 3), (3, 4, 8, 9, 2)])
def test_encoder_block(N: int, L: int, E: int, F: int, H: int, norm_first: bool) -> None:
    torch.manual_seed(1)
    layer = randomized(nn.TransformerEncoderLayer(E, H, F, dropout=0, batch_first=True, norm_first=norm_first))
    block, x, params = solution("encoder_block", "encoder_block"), normal(N, L, E), layer.state_dict()
    torch.testing.assert_close(block(x, params, H, norm_first=norm_first), layer(x))
    for shape in [(L, L), (N, 1, 1, L), (N, H, L, L)]:
        visible = mostly_visible(*shape)
        due = layer(x, src_mask=hidden(visible, N, H, L, L))
        torch.testing.assert_close(block(x, params, H, visible, norm_first), due)


@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize(("N", "L", "S", "E", "F", "H"), [(1, 1, 1, 3, 2, 1), (2, 5, 3, 6, 4, 3), (3, 4, 4, 8, 9, 2)])
def test_decoder_block(N: int, L: int, S: int, E: int, F: int, H: int, norm_first: bool) -> None:
    torch.manual_seed(1)
    layer = randomized(nn.TransformerDecoderLayer(E, H, F, dropout=0, batch_first=True, norm_first=norm_first))
    block, params = solution("decoder_block", "decoder_block"), layer.state_dict()
    x, memory, future = normal(N, L, E), normal(N, S, E), torch.ones(L, L).triu(1).bool()
    due = layer(x, memory, tgt_mask=future)
    torch.testing.assert_close(block(x, memory, params, H, norm_first=norm_first), due)
    for shape in [(L, S), (N, 1, 1, S), (N, H, L, S)]:
        visible = mostly_visible(*shape)
        due = layer(x, memory, tgt_mask=future, memory_mask=hidden(visible, N, H, L, S))
        torch.testing.assert_close(block(x, memory, params, H, visible, norm_first), due)


@pytest.mark.parametrize(("N", "S", "T", "V", "E", "F", "H", "encoders", "decoders"), [
    (1, 1, 1, 3, 4, 3, 1, 1, 1), (2, 4, 3, 7, 6, 5, 3, 2, 1), (3, 2, 5, 5, 8, 4, 2, 1, 3), (1, 3, 3, 4, 5, 6, 1, 11, 1),
])  # fmt: skip
@pytest.mark.filterwarnings("ignore:enable_nested_tensor:UserWarning")
def test_transformer_logits(
    N: int, S: int, T: int, V: int, E: int, F: int, H: int, encoders: int, decoders: int
) -> None:
    torch.manual_seed(1)
    stacks = randomized(nn.Transformer(E, H, encoders, decoders, F, dropout=0, batch_first=True))
    params = stacks.state_dict() | {"embedding": normal(V, E)}
    positions = solution("positional_encoding", "sinusoidal_encoding")(max(S, T), E).double()
    src, tgt = torch.randint(V, (N, S)), torch.randint(V, (N, T))
    given = [params["embedding"][ids] * E**0.5 + positions[: ids.shape[1]] for ids in (src, tgt)]
    due = stacks(*given, tgt_mask=torch.ones(T, T).triu(1).bool()) @ params["embedding"].T
    torch.testing.assert_close(solution("transformer_logits", "transformer_logits")(src, tgt, params, H), due)


@pytest.mark.parametrize(("N", "T", "E", "H"), [(1, 1, 2, 1), (2, 5, 6, 3), (3, 4, 8, 2)])
def test_decoding_with_a_cache(N: int, T: int, E: int, H: int) -> None:
    torch.manual_seed(1)
    layer = randomized(nn.MultiheadAttention(E, H, batch_first=True))
    x, step = normal(N, T, E), solution("kv_cache", "decode_step")
    cache: dict[str, Any] = {}
    due = layer(x, x, x, attn_mask=torch.ones(T, T).triu(1).bool(), need_weights=False)[0]
    for t in range(T):
        y, cache = step(x[:, t : t + 1], cache, layer.state_dict(), H)
        torch.testing.assert_close(y, due[:, t : t + 1])


@pytest.mark.parametrize(("N", "L", "E", "H"), [(1, 3, 4, 2), (2, 5, 6, 3)])
def test_masks(N: int, L: int, E: int, H: int) -> None:
    torch.manual_seed(1)
    layer, x, lengths = randomized(nn.MultiheadAttention(E, H, batch_first=True)), normal(N, L, E), torch.tensor([L, 2])
    causal, padding = solution("masks", "causal_mask")(L), solution("masks", "padding_mask")(lengths[:N], L)
    visible = solution("masks", "combine_masks")(causal, padding)
    due = layer(x, x, x, attn_mask=~causal, key_padding_mask=~padding, need_weights=False)[0]
    attend = solution("multi_head", "multi_head_attention")
    torch.testing.assert_close(attend(x, x, x, layer.state_dict(), H, visible), due)
