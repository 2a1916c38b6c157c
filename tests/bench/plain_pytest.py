"""The checks of scaled_dot_product as a plain pytest file, the yardstick of `python -m tests.bench pytest_peer`.

As a course would hand it out: it imports torch, the answer and the reference, and runs the same cases in this process,
in float64 and float32. No judge apart, no limits, no diagnosis. `answer.py` and `reference.py` lie beside it.
"""

import math

import pytest
import torch
from answer import scaled_dot_product_attention as attention  # type: ignore[import-not-found]
from reference import scaled_dot_product_attention as expected  # type: ignore[import-not-found]
from torch import Tensor

SHAPES = [((), 1, 1, 1, 1), ((), 3, 5, 4, 2), ((2,), 4, 4, 8, 8), ((2, 3), 3, 7, 5, 6)]
TOLERANCE = {torch.float64: {"rtol": 1e-9, "atol": 1e-10}, torch.float32: {"rtol": 1e-4, "atol": 1e-5}}


@pytest.fixture(params=[torch.float64, torch.float32])
def dtype(request):
    torch.manual_seed(0)
    return request.param


def qkv(dtype, leading, L, S, E, D):
    shapes = (*leading, L, E), (*leading, S, E), (*leading, S, D)
    return [torch.randn(shape, dtype=dtype) for shape in shapes]


def agree(arguments, **options):
    got, wanted = attention(*arguments, **options), expected(*arguments, **options)
    torch.testing.assert_close(got, wanted, **TOLERANCE[wanted.dtype])


def mostly_visible(*shape):
    visible = torch.rand(shape) < 0.6
    visible[..., 0] = True
    return visible


def test_values(dtype):
    for shape in SHAPES:
        agree(qkv(dtype, *shape))
    agree([x.mT.contiguous().mT for x in qkv(dtype, (2,), 3, 5, 4, 2)])
    query, key, value = (torch.randn(2, n, 4, e, dtype=dtype) for n, e in [(3, 5), (6, 5), (6, 3)])
    agree([x.transpose(1, 2) for x in (query, key, value)])


def test_masks(dtype):
    for leading, L, S, E, D in SHAPES:
        arguments = qkv(dtype, leading, L, S, E, D)
        for mask in (mostly_visible(L, S), torch.randn(L, S, dtype=dtype)):
            agree(arguments, attn_mask=mask)
    arguments = qkv(dtype, (2, 3), 3, 5, 4, 2)
    for shape in [(3, 5), (5,), (1, 5), (3, 5), (2, 1, 1, 5), (3, 3, 5)]:
        for mask in (mostly_visible(*shape), torch.randn(shape, dtype=dtype)):
            agree(arguments, attn_mask=mask)
    agree(arguments, attn_mask=torch.randn(3, 1, dtype=dtype))


def test_causal(dtype):
    for L, S in [(2, 2), (3, 5), (5, 3)]:
        agree(qkv(dtype, (2,), L, S, 4, 3), is_causal=True)
    query, key, value = qkv(dtype, (2,), 6, 6, 4, 3)
    visible = (torch.rand(6, 6) < 0.6).fill_diagonal_(True)
    agree((query, key, value), attn_mask=visible, is_causal=True)
    before = attention(query, key, value, is_causal=True)
    key[:, 4:], value[:, 4:] = torch.randn(2, 2, 4, dtype=dtype), torch.randn(2, 2, 3, dtype=dtype)
    after = attention(query, key, value, is_causal=True)
    torch.testing.assert_close(after[:, :4], before[:, :4])


def test_blind(dtype):
    arguments = qkv(dtype, (2,), 3, 4, 4, 2)
    visible = mostly_visible(3, 4)
    visible[1] = False
    agree(arguments, attn_mask=visible)
    first_hidden = torch.tensor([False, True, True, True])
    agree(arguments, attn_mask=first_hidden.expand(3, 4), is_causal=True)
    agree(arguments, attn_mask=torch.randn(3, 4, dtype=dtype).masked_fill(~visible, -math.inf))


def test_stable(dtype):
    query, key, value = qkv(dtype, (2,), 4, 4, 8, 3)
    agree((500 * query, key, value))
    agree((500 * query, key, value), attn_mask=torch.eye(4, dtype=torch.bool))


def test_arguments_stay(dtype):
    arguments = qkv(dtype, (2,), 3, 3, 4, 4)
    masks: list[Tensor | None] = [None, mostly_visible(2, 3, 3), torch.randn(2, 3, 3, dtype=dtype)]
    for mask in masks:
        tensors = [x for x in (*arguments, mask) if x is not None]
        before = [x.clone() for x in tensors]
        attention(*arguments, attn_mask=mask, is_causal=mask is None)
        assert all(torch.equal(x, kept) for x, kept in zip(tensors, before, strict=True))
