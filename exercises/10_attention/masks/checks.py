"""Checks of masks: each by itself, combined, and what attention does with them."""

import torch
from torch.nn.functional import scaled_dot_product_attention

from dlquiz.checks import check, close, holds, keeps_arguments, same


@check("causal_mask lets each position see itself and those before it", points=2)
def causal(impl, ref, draw):
    for L in (1, 2, 3, 6):
        close(impl.causal_mask(L), ref.causal_mask(L))


@check("padding_mask marks the first tokens of each sentence as real", points=2)
def padding(impl, ref, draw):
    for given, L in [([1], 2), ([2, 0], 2), ([1, 3, 2], 3), ([0, 3, 5, 1, 4, 2], 5), ([1], 1), ([2, 2, 1], 4)]:
        lengths = torch.tensor(given).to(draw.device)
        close(impl.padding_mask(lengths, L), ref.padding_mask(lengths, L))
    none = torch.zeros(0, dtype=torch.int64, device=draw.device)
    close(impl.padding_mask(none, 3), ref.padding_mask(none, 3))
    lengths = draw.views(draw.integers(0, 8, 9))
    close(impl.padding_mask(lengths, 7), ref.padding_mask(lengths, 7))


@check("combine_masks keeps what both masks allow, for each sentence, query and key", points=3)
def combined(impl, ref, draw):
    for N, L in [(1, 1), (1, 2), (2, 3), (3, 3), (4, 2), (0, 3)]:
        before = torch.ones(L, L, dtype=torch.bool, device=draw.device).tril()
        real = torch.arange(L, device=draw.device) < draw.integers(0, L + 1, N)[:, None]
        close(impl.combine_masks(before, real), ref.combine_masks(before, real))
    for N, L in [(2, 3), (3, 3), (2, 5)]:  # windows of any kind, real tokens anywhere
        window, real = draw.bernoulli(L, L, p=0.6), draw.bernoulli(N, L, p=0.6)
        close(impl.combine_masks(window, real), ref.combine_masks(window, real))
    window, real = draw.views(draw.bernoulli(4, 4)), draw.views(draw.bernoulli(2, 4))
    close(impl.combine_masks(window, real), ref.combine_masks(window, real))


@check("under these masks the past depends neither on the future nor on padding", points=2, needs=(padding, combined))
def independent(impl, ref, draw):
    L, lengths = 6, torch.tensor([6, 4, 0]).to(draw.device)
    window = impl.causal_mask(L).to(draw.device)
    visible = impl.combine_masks(window, impl.padding_mask(lengths, L))
    x = draw.normal(3, 1, L, 4)  # (N, heads, L, E), all of it query, key and value
    before = scaled_dot_product_attention(x, x, x, attn_mask=visible)
    for t in (1, 3, 5):
        changed = x.clone()
        changed[:, :, t:] = draw.normal(3, 1, L - t, 4)
        after = scaled_dot_product_attention(changed, changed, changed, attn_mask=visible)
        same(after[:, :, :t], before[:, :, :t], why=f"changing the positions from {t} on changed answers before them")
    changed = x.clone()
    changed[1, :, 4:] = draw.normal(1, 2, 4)
    after = scaled_dot_product_attention(x, changed, changed, attn_mask=visible)
    same(after, before, why="changing the padding of a sentence (as keys and values) changed an answer")
    due = scaled_dot_product_attention(x[:1], x[:1], x[:1], is_causal=True)
    close(before[:1], due, why="a sentence without padding has to get what the causal mask alone gives")
    holds(bool((before[2] == 0).all()), "attention over a sentence of length 0 does not give zeros")


@check("the arguments stay as they are", points=1, needs=(padding, combined))
def pure(impl, ref, draw):
    keeps_arguments(impl.padding_mask, draw.integers(0, 5, 3), 4)
    keeps_arguments(impl.combine_masks, draw.bernoulli(4, 4), draw.bernoulli(3, 4))
