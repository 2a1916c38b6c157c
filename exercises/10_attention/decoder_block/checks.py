"""Checks of the decoder block: both orders of norm and sublayer, causality, what is seen of the encoder.

E is at least 3: a layer norm of two features gives ±1 whatever they are, and would hide much.
"""

import torch

from dlquiz.checks import check, close, keeps_arguments, same

# N, L, S, E, F, heads. L = S comes early: there, what is exchanged shows in numbers, not in an error.
SIZES = [(1, 1, 1, 3, 2, 1), (1, 2, 2, 3, 2, 1), (2, 3, 3, 4, 5, 2), (2, 4, 2, 6, 3, 3), (3, 2, 5, 4, 3, 2)]


def attention(draw, name, E):
    """Params of nn.MultiheadAttention under a name."""
    return {
        f"{name}.in_proj_weight": draw.normal(3 * E, E, mean=0.0, std=E**-0.5),
        f"{name}.in_proj_bias": draw.normal(3 * E, mean=0.0, std=0.5),
        f"{name}.out_proj.weight": draw.normal(E, E, mean=0.0, std=E**-0.5),
        f"{name}.out_proj.bias": draw.normal(E),
    }


def layer(draw, E, F):
    """Params of nn.TransformerDecoderLayer."""
    params = attention(draw, "self_attn", E) | attention(draw, "multihead_attn", E)
    params["linear1.weight"] = draw.normal(F, E, mean=0.0, std=E**-0.5)
    params["linear1.bias"] = draw.normal(F, mean=0.0)
    params["linear2.weight"] = draw.normal(E, F, mean=0.0, std=1.0)
    params["linear2.bias"] = draw.normal(E)
    for name in ("norm1", "norm2", "norm3"):
        params[f"{name}.weight"], params[f"{name}.bias"] = draw.normal(E), draw.normal(E)
    return params


def agree(impl, ref, *arguments, **options):
    close(impl.decoder_block(*arguments, **options), ref.decoder_block(*arguments, **options))


@check("the norms after the residual sums", points=3)
def norm_last(impl, ref, draw):
    for N, L, S, E, F, H in SIZES:
        agree(impl, ref, draw.normal(N, L, E), draw.normal(N, S, E), layer(draw, E, F), H)
    strided = draw.views(draw.normal(2, 3, 4)), draw.views(draw.normal(2, 5, 4))
    agree(impl, ref, *strided, layer(draw, 4, 3), 2, norm_first=False)


@check("the norms before the sublayers", points=3)
def norm_first(impl, ref, draw):
    for N, L, S, E, F, H in SIZES:
        agree(impl, ref, draw.normal(N, L, E), draw.normal(N, S, E), layer(draw, E, F), H, norm_first=True)
    strided = draw.views(draw.normal(2, 3, 4)), draw.views(draw.normal(2, 5, 4))
    agree(impl, ref, *strided, layer(draw, 4, 3), 2, norm_first=True)


@check("a position does not depend on those after it", points=2, needs=norm_first)
def causal(impl, ref, draw):
    x, memory, params = draw.normal(2, 5, 4), draw.normal(2, 3, 4), layer(draw, 4, 3)
    before = impl.decoder_block(x, memory, params, 2, norm_first=True)
    for t in (1, 3, 4):
        changed = x.clone()
        changed[:, t:] = draw.normal(2, 5 - t, 4)
        after = impl.decoder_block(changed, memory, params, 2, norm_first=True)
        same(after[:, :t], before[:, :t], why=f"changing the positions from {t} on changed answers before them")
    agree(impl, ref, x, memory, params, 2, norm_first=True)


@check("what memory_mask hides of the encoder is not looked at", points=2, needs=(norm_last, norm_first))
def masks(impl, ref, draw):
    for N, L, S, E, F, H in [(1, 2, 2, 3, 2, 1), (2, 3, 3, 4, 5, 2), (2, 3, 5, 6, 4, 3)]:
        for first, shape in enumerate([(L, S), (N, 1, 1, S), (N, 1, L, S), (N, H, L, S)]):
            visible = draw.bernoulli(*shape, p=0.6)
            visible[..., 0] = True
            arguments = draw.normal(N, L, E), draw.normal(N, S, E), layer(draw, E, F), H
            agree(impl, ref, *arguments, memory_mask=visible, norm_first=first % 2 == 1)
    x, memory, params = draw.normal(2, 4, 4), draw.normal(2, 3, 4), layer(draw, 4, 3)
    visible = torch.tensor([[True, True, False], [True, False, False]])[:, None, None].to(x.device)
    before = impl.decoder_block(x, memory, params, 2, visible)
    memory[0, 2], memory[1, 1:] = draw.normal(4), draw.normal(2, 4)
    same(impl.decoder_block(x, memory, params, 2, visible), before, why="changing what the mask hides changed answers")


@check("the arguments stay as they are", points=1, needs=(norm_last, norm_first))
def pure(impl, ref, draw):
    for first in (False, True):
        arguments = draw.normal(2, 3, 4), draw.normal(2, 5, 4), layer(draw, 4, 3), 2
        keeps_arguments(impl.decoder_block, *arguments, draw.bernoulli(2, 1, 3, 5, p=1.0), norm_first=first)
