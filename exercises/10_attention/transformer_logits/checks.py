"""Checks of the whole Transformer: sizes of all kinds, stacks of unequal height, causality, dtypes.

In float32: the sinusoids may be made in float32 (as the exercise on positions has them) or in the embedding's dtype;
both are right. Rounding errors pass through up to twelve blocks, so they grow more than in one.
"""

from dlquiz.checks import check, close, keeps_arguments, same

CONDITION = 400  # some ten rounding errors in each of some forty operations in a row
FLOAT32 = ("float32",)
# N, S, T, V, E, F, heads, encoder blocks, decoder blocks
SIZES = [
    (1, 1, 1, 2, 4, 3, 1, 1, 1),
    (1, 2, 3, 5, 4, 3, 2, 1, 1),
    (2, 4, 3, 6, 6, 5, 3, 1, 1),
    (3, 2, 4, 4, 5, 3, 1, 1, 1),
]


def attention(draw, name, E):
    return {
        f"{name}.in_proj_weight": draw.normal(3 * E, E, mean=0.0, std=E**-0.5),
        f"{name}.in_proj_bias": draw.normal(3 * E, mean=0.0, std=0.5),
        f"{name}.out_proj.weight": draw.normal(E, E, mean=0.0, std=E**-0.5),
        f"{name}.out_proj.bias": draw.normal(E, mean=0.0, std=0.5),
    }


def norm(draw, name, E):
    return {f"{name}.weight": draw.normal(E, mean=1.0, std=0.5), f"{name}.bias": draw.normal(E, mean=0.0, std=0.5)}


def block(draw, name, attentions, E, F):
    """One block: its attentions, the feed-forward, and a norm for each."""
    params = {}
    for kind in attentions:
        params |= attention(draw, f"{name}.{kind}", E)
    params |= {
        f"{name}.linear1.weight": draw.normal(F, E, mean=0.0, std=E**-0.5),
        f"{name}.linear1.bias": draw.normal(F, mean=0.0, std=0.5),
        f"{name}.linear2.weight": draw.normal(E, F, mean=0.0, std=F**-0.5),
        f"{name}.linear2.bias": draw.normal(E, mean=0.0, std=0.5),
    }
    for number in range(len(attentions) + 1):
        params |= norm(draw, f"{name}.norm{number + 1}", E)
    return params


def model(draw, V, E, F, encoders, decoders):
    """Params of nn.Transformer, and the embedding."""
    params = {"embedding": draw.normal(V, E, mean=0.0, std=1.0)}
    for i in range(encoders):
        params |= block(draw, f"encoder.layers.{i}", ("self_attn",), E, F)
    params |= norm(draw, "encoder.norm", E)
    for i in range(decoders):
        params |= block(draw, f"decoder.layers.{i}", ("self_attn", "multihead_attn"), E, F)
    return params | norm(draw, "decoder.norm", E)


def compare(impl, ref, draw, N, S, T, V, E, F, H, encoders, decoders):
    arguments = draw.integers(0, V, N, S), draw.integers(0, V, N, T), model(draw, V, E, F, encoders, decoders), H
    close(impl.transformer_logits(*arguments), ref.transformer_logits(*arguments), condition=CONDITION)


@check("from ids to logits with one block on each side", points=4, dtypes=FLOAT32)
def one_block(impl, ref, draw):
    for sizes in SIZES:
        compare(impl, ref, draw, *sizes)


@check("all blocks of both stacks, in their order", points=3, needs=one_block, dtypes=FLOAT32)
def stacks(impl, ref, draw):
    for encoders, decoders in [(2, 2), (3, 1), (1, 3), (11, 1), (1, 11)]:
        compare(impl, ref, draw, 2, 3, 2, 5, 4, 3, 2, encoders, decoders)


@check("the logits at a position don't depend on later ids of the target", points=1, needs=one_block, dtypes=FLOAT32)
def causal(impl, ref, draw):
    params = model(draw, 7, 4, 3, 1, 2)
    src, tgt = draw.integers(0, 7, 2, 3), draw.integers(0, 7, 2, 5)
    before = impl.transformer_logits(src, tgt, params, 2)
    for t in (1, 4):
        changed = tgt.clone()
        changed[:, t:] = (changed[:, t:] + 1) % 7
        after = impl.transformer_logits(src, changed, params, 2)
        same(after[:, :t], before[:, :t], why=f"changing the ids from {t} on changed logits before them")


@check("float64 params give float64 logits", points=1, needs=one_block, dtypes=FLOAT32)
def double(impl, ref, draw):
    params = {key: tensor.double() for key, tensor in model(draw, 5, 4, 3, 1, 1).items()}
    arguments = draw.integers(0, 5, 2, 3), draw.integers(0, 5, 2, 4), params, 2
    reason = "the positions may be float32"
    close(impl.transformer_logits(*arguments), ref.transformer_logits(*arguments), rtol=1e-5, atol=1e-5, reason=reason)


@check("the arguments stay as they are", points=1, needs=one_block, dtypes=FLOAT32)
def pure(impl, ref, draw):
    arguments = draw.integers(0, 5, 2, 3), draw.integers(0, 5, 2, 4), model(draw, 5, 4, 3, 1, 1), 2
    keeps_arguments(impl.transformer_logits, *arguments)
