"""Checks of multi-head attention: the projections, the heads, masks, large scores."""

import torch

from dlquiz.checks import check, close, keeps_arguments, same

# N, L, S, E, and the heads. L = S comes first: there, what is exchanged shows in numbers, not in an error.
ONE_HEAD = [(1, 1, 1, 1), (1, 2, 2, 1), (2, 3, 3, 2), (2, 3, 5, 4), (3, 5, 2, 4)]
HEADS = [(1, 2, 2, 2, 2), (1, 3, 3, 4, 2), (2, 4, 4, 4, 4), (2, 3, 5, 6, 3), (3, 4, 2, 6, 2)]


def layer(draw, E):
    """Params of nn.MultiheadAttention, with scores of moderate size."""
    spread = E**-0.5
    return {
        "in_proj_weight": draw.normal(3 * E, E, mean=0.0, std=spread),
        "in_proj_bias": draw.normal(3 * E, mean=0.0, std=0.5),
        "out_proj.weight": draw.normal(E, E, mean=0.0, std=spread),
        "out_proj.bias": draw.normal(E),
    }


def inputs(draw, N, L, S, E):
    """Query, key and value."""
    return draw.normal(N, L, E), draw.normal(N, S, E), draw.normal(N, S, E)


def agree(impl, ref, *arguments, **options):
    close(impl.multi_head_attention(*arguments, **options), ref.multi_head_attention(*arguments, **options))


def mostly_visible(draw, *shape):
    """A boolean mask in which every query sees something."""
    visible = draw.bernoulli(*shape, p=0.6)
    visible[..., 0] = True
    return visible


@check("with one head, three projections, one attention and the output projection", points=2)
def one_head(impl, ref, draw):
    for N, L, S, E in ONE_HEAD:
        agree(impl, ref, *inputs(draw, N, L, S, E), layer(draw, E), 1)
    x = draw.normal(2, 3, 4)
    agree(impl, ref, x, x, x, layer(draw, 4), 1)


@check("each head has its own columns and looks for itself", points=3, needs=one_head)
def several_heads(impl, ref, draw):
    for N, L, S, E, H in HEADS:
        agree(impl, ref, *inputs(draw, N, L, S, E), layer(draw, E), H)
    x = draw.normal(2, 3, 6)
    agree(impl, ref, x, x, x, layer(draw, 6), 2)
    strided = [draw.views(argument) for argument in inputs(draw, 2, 3, 5, 6)]
    agree(impl, ref, *strided, layer(draw, 6), 2)


@check("what the mask hides is not looked at", points=2, needs=several_heads)
def masks(impl, ref, draw):
    for N, L, S, E, H in [(2, 2, 2, 4, 2), (2, 3, 5, 6, 3)]:
        arguments = (*inputs(draw, N, L, S, E), layer(draw, E), H)
        for shape in [(L, S), (1, S), (N, 1, 1, S), (N, 1, L, S), (H, 1, S), (1, H, L, S), (N, H, L, S)]:
            agree(impl, ref, *arguments, mask=mostly_visible(draw, *shape))
    query, key, value = inputs(draw, 2, 3, 5, 4)
    params = layer(draw, 4)
    visible = torch.tensor([[True, True, False, True, False], [True, True, True, False, False]])[:, None, None]
    before = impl.multi_head_attention(query, key, value, params, 2, visible.to(query.device))
    for changed in (key, value):
        changed[0, 2], changed[1, 4] = draw.normal(4), draw.normal(4)
    after = impl.multi_head_attention(query, key, value, params, 2, visible.to(query.device))
    same(after, before, why="changing keys and values that the mask hides changed the answers")


@check("large scores don't overflow", points=1, needs=several_heads)
def large(impl, ref, draw):
    params = layer(draw, 4)
    params["in_proj_weight"][:8] = torch.eye(4).repeat(2, 1)  # queries and keys are the inputs themselves, exactly
    params["in_proj_bias"][:8] = 0
    axis = draw.bernoulli(2, 3, 2)  # each head asks for the first or the second of its two columns
    query = 40_000 * torch.stack([axis, ~axis], dim=-1).flatten(2).to(params["in_proj_bias"])
    columns = torch.stack([draw.permutation(5) - 2 for _ in range(8)], dim=-1)  # no two alike: one key wins clearly
    key = torch.stack(columns.chunk(2, dim=-1)).to(query)
    agree(impl, ref, query, key, draw.normal(2, 5, 4), params, 2)
    agree(impl, ref, query, key, draw.normal(2, 5, 4), params, 2, mask=mostly_visible(draw, 2, 1, 3, 5))
    first, second = key.unflatten(-1, (2, 2)).unbind(-1)  # (N, S, H) each: the columns that a head compares
    asked = torch.where(axis[:, :, None], first[:, None], second[:, None])  # (N, L, S, H)
    agree(impl, ref, query, key, draw.normal(2, 5, 4), params, 2, mask=(asked < 0).permute(0, 3, 1, 2))  # lowest only


@check("the arguments stay as they are", points=1, needs=several_heads)
def pure(impl, ref, draw):
    arguments = (*inputs(draw, 2, 3, 5, 4), layer(draw, 4), 2)
    keeps_arguments(impl.multi_head_attention, *arguments)
    keeps_arguments(impl.multi_head_attention, *arguments, mask=mostly_visible(draw, 2, 1, 1, 5))
