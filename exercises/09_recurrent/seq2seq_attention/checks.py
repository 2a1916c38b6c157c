"""Checks of a recurrent decoder's attention: dot and additive scores, padding, large scores, edges."""

import torch

from dlquiz.checks import check, close, holds, keeps_arguments, same

SIZES = [(1, 1, 1, 1), (1, 2, 2, 2), (2, 2, 2, 3), (3, 3, 2, 1), (2, 3, 4, 5), (3, 2, 4, 2), (4, 5, 3, 2)]  # N, S, H, A


def states(draw, N, S, H):
    return draw.normal(N, H, mean=0.3, std=1.0), draw.normal(N, S, H, mean=0.2, std=1.0)


def scorer(draw, H, A):
    """W_d, W_e and v."""
    return draw.normal(A, H, mean=0.0, std=0.7), draw.normal(A, H, mean=0.1, std=0.7), draw.normal(A, mean=0.3, std=1.0)


def two(answer):
    """Context and weights; None for what is no pair."""
    pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    holds(pair, "what comes back is not a pair (context, weights)")
    return answer if pair else None


def agree(impl, ref, *arguments, **options):
    answer = two(impl.attention_context(*arguments, **options))
    if answer is None:
        return
    context, weights = ref.attention_context(*arguments, **options)
    close(answer[1], weights, why="weights")
    close(answer[0], context, why="context")


def some_real(draw, N, S):
    """A mask in which each row has a real token, anywhere."""
    real = draw.bernoulli(N, S, p=0.5)
    real[torch.arange(N), draw.integers(0, S, N)] = True
    return real


@check("dot: the states that agree with the decoder's count most", points=3)
def dot(impl, ref, draw):
    for N, S, H, _ in SIZES:
        agree(impl, ref, *states(draw, N, S, H))


@check("additive: a small network scores the states", points=3)
def additive(impl, ref, draw):
    for N, S, H, A in SIZES:
        agree(impl, ref, *states(draw, N, S, H), additive=scorer(draw, H, A))


@check("padding gets no weight, and the rest sums to 1", points=2, needs=dot)
def padding(impl, ref, draw):
    for N, S, H, _ in SIZES[1:]:
        agree(impl, ref, *states(draw, N, S, H), some_real(draw, N, S))
    d, e = states(draw, 2, 4, 3)
    agree(impl, ref, d, e, torch.tensor([[True, True, False, False], [True, True, True, True]], device=draw.device))
    mask = torch.tensor([[False, True, False, True], [True, False, False, False]], device=draw.device)
    before = two(impl.attention_context(d, e, mask))
    changed = torch.where(mask[:, :, None], e, draw.normal(2, 4, 3))
    after = two(impl.attention_context(d, changed, mask))
    if before is not None and after is not None:
        same(after[0], before[0], why="changing the states of padding changed the context")


@check("padding gets no weight with additive scores either", points=1, needs=(additive, padding))
def additive_padding(impl, ref, draw):
    for N, S, H, A in SIZES[1:]:
        agree(impl, ref, *states(draw, N, S, H), some_real(draw, N, S), scorer(draw, H, A))


@check("large scores don't overflow", points=1, needs=padding)
def large(impl, ref, draw):
    columns = torch.stack([draw.permutation(5) - 2 for _ in range(4)], dim=-1)  # (5, 4): no two alike, one wins clearly
    e = torch.stack(columns.chunk(2, dim=-1)).to(draw.normal(1))  # (2, 5, 2)
    d = 2000 * torch.eye(2).to(e)
    agree(impl, ref, d, e)
    lowest = e.gather(2, torch.arange(2, device=e.device)[:, None, None].expand(2, 5, 1))[:, :, 0] < 0
    agree(impl, ref, d, e, lowest)  # what is left has scores of −4000 and −2000


@check("no sentence and non-contiguous tensors are fine", points=1, needs=(padding, additive))
def edges(impl, ref, draw):
    d, e = states(draw, 3, 4, 2)
    mask, weights = some_real(draw, 3, 4), scorer(draw, 2, 3)
    for options in ({}, {"mask": mask[:0]}, {"additive": weights}):
        agree(impl, ref, d[:0], e[:0], **options)
    agree(impl, ref, draw.views(d), draw.views(e), draw.views(mask))
    agree(impl, ref, draw.views(d), draw.views(e), None, tuple(draw.views(weight) for weight in weights))


@check("the arguments stay as they are", points=1, needs=(padding, additive))
def pure(impl, ref, draw):
    d, e = states(draw, 3, 4, 2)
    keeps_arguments(impl.attention_context, d, e, some_real(draw, 3, 4))
    keeps_arguments(impl.attention_context, d, e, None, scorer(draw, 2, 5))
