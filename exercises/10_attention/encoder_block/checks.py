"""Checks of the encoder block: both orders of norm and sublayer, masks, eps.

E is at least 3: a layer norm of two features gives ±1 whatever they are, and would hide much.
"""

from dlquiz.checks import check, close, keeps_arguments

SIZES = [(1, 1, 3, 2, 1), (1, 2, 3, 3, 1), (2, 3, 3, 5, 3), (2, 4, 4, 3, 2), (3, 2, 6, 4, 3)]  # N, L, E, F, heads


def layer(draw, E, F):
    """Params of nn.TransformerEncoderLayer."""
    return {
        "self_attn.in_proj_weight": draw.normal(3 * E, E, mean=0.0, std=E**-0.5),
        "self_attn.in_proj_bias": draw.normal(3 * E, mean=0.0, std=0.5),
        "self_attn.out_proj.weight": draw.normal(E, E, mean=0.0, std=E**-0.5),
        "self_attn.out_proj.bias": draw.normal(E),
        "linear1.weight": draw.normal(F, E, mean=0.0, std=E**-0.5),
        "linear1.bias": draw.normal(F, mean=0.0),
        "linear2.weight": draw.normal(E, F, mean=0.0, std=1.0),
        "linear2.bias": draw.normal(E),
        "norm1.weight": draw.normal(E),
        "norm1.bias": draw.normal(E),
        "norm2.weight": draw.normal(E),
        "norm2.bias": draw.normal(E),
    }


def agree(impl, ref, *arguments, **options):
    close(impl.encoder_block(*arguments, **options), ref.encoder_block(*arguments, **options))


@check("the norms after the residual sums", points=3)
def norm_last(impl, ref, draw):
    for N, L, E, F, H in SIZES:
        agree(impl, ref, draw.normal(N, L, E), layer(draw, E, F), H)
    agree(impl, ref, draw.views(draw.normal(2, 3, 4)), layer(draw, 4, 3), 2, norm_first=False)


@check("the norms before the sublayers", points=3)
def norm_first(impl, ref, draw):
    for N, L, E, F, H in SIZES:
        agree(impl, ref, draw.normal(N, L, E), layer(draw, E, F), H, norm_first=True)
    agree(impl, ref, draw.views(draw.normal(2, 3, 4)), layer(draw, 4, 3), 2, norm_first=True)


def masked(impl, ref, draw, first):
    for N, L, E, F, H in [(1, 2, 3, 2, 1), (2, 3, 4, 5, 2), (3, 2, 6, 4, 3)]:
        for shape in [(L, L), (N, 1, 1, L), (N, 1, L, L), (N, H, L, L)]:
            visible = draw.bernoulli(*shape, p=0.6)
            visible[..., 0] = True
            agree(impl, ref, draw.normal(N, L, E), layer(draw, E, F), H, mask=visible, norm_first=first)


@check("what the mask hides is not looked at, norms last", points=1, needs=norm_last)
def masks(impl, ref, draw):
    masked(impl, ref, draw, first=False)


@check("what the mask hides is not looked at, norms first", points=1, needs=norm_first)
def masks_norm_first(impl, ref, draw):
    masked(impl, ref, draw, first=True)


@check("features that hardly differ are normalized with eps 1e-5", points=1, needs=norm_first)
def eps(impl, ref, draw):
    x = draw.normal(2, 3, 4, mean=0.0, std=3e-3)  # a variance near eps
    agree(impl, ref, x, layer(draw, 4, 3), 2, norm_first=True)
    params = layer(draw, 4, 3)
    for name in ("self_attn.out_proj.weight", "self_attn.out_proj.bias", "linear2.weight", "linear2.bias"):
        params[name] = 1e-3 * params[name]  # the sublayers add little: the second norm sees a small variance, too
    agree(impl, ref, x, params, 2, norm_first=True)


@check("the arguments stay as they are", points=1, needs=(norm_last, norm_first))
def pure(impl, ref, draw):
    for first in (False, True):
        keeps_arguments(impl.encoder_block, draw.normal(2, 3, 4), layer(draw, 4, 3), 2, norm_first=first)
