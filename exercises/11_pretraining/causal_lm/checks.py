"""Checks of causal language modelling: pairs, prefixes, then the loss and what must have no influence on it."""

import torch

from dlquiz.checks import check, close, holds, keeps_arguments, there, vjp

SIZES = [(1, 2, 2), (1, 3, 4), (2, 3, 3), (3, 3, 3), (3, 2, 5), (4, 6, 7)]  # (N, T, V); at 3, 3, 3 a wrong axis runs


def problem(draw, N, T, V):
    return draw.normal(N, T, V), draw.integers(0, V, N, T)


def compare(impl, ref, logits, ids):
    close(impl.causal_lm_loss(logits, ids), ref.causal_lm_loss(logits, ids))


@check("the targets are the inputs, one place further", points=2)
def pairs(impl, ref, draw):
    for T in (2, 3, 1, 7):
        ids = draw.permutation(T + 3)[:T]  # no token twice
        answer = impl.next_token_pairs(ids)
        two = isinstance(answer, (tuple, list)) and len(answer) == 2
        holds(two, "two tensors are to be returned: inputs and targets")
        if not two:
            return
        for got, want, name in zip(answer, ref.next_token_pairs(ids), ("inputs", "targets"), strict=True):
            close(got, want, why=f"{name} of the text {ids.tolist()}")


@check("each beginning of the text is followed by its next token", points=2)
def beginnings(impl, ref, draw):
    for T in (2, 3, 1, 6):
        ids = draw.permutation(T + 3)[:T]
        close(there(impl, as_numbers, ids), there(ref, as_numbers, ids), why=f"prefixes of the text {ids.tolist()}")


def as_numbers(module, ids):
    """[[the prefix as numbers, the next token], …]; a 0-d tensor is a number, too."""
    found = []
    for prefix, token in module.prefixes(ids):
        found.append([torch.as_tensor(prefix).tolist(), int(token)])
    return found


@check("the loss is the mean over all places that have a next token", points=3)
def loss(impl, ref, draw):
    for sizes in SIZES:
        compare(impl, ref, *problem(draw, *sizes))


@check("neither the last logits nor the first token have an influence", points=1, needs=loss)
def ends(impl, ref, draw):
    logits, ids = problem(draw, 2, 4, 5)
    logits[:, -1], ids[:, 0] = 1e4 * draw.normal(2, 5), 0
    compare(impl, ref, logits, ids)
    ids[:, 1] = 0  # a token like all others
    compare(impl, ref, logits, ids)
    cotangent = draw.normal(mean=2.0, std=0.5)
    close(vjp(impl.causal_lm_loss, (logits, ids), cotangent)[0], vjp(ref.causal_lm_loss, (logits, ids), cotangent)[0])


@check("texts of one token give 0, with no gradient", points=1, needs=loss)
def nothing(impl, ref, draw):
    for N, T, V in [(1, 1, 2), (3, 1, 4), (0, 3, 4)]:
        compare(impl, ref, *problem(draw, N, T, V))
    logits, ids = problem(draw, 3, 1, 4)
    [slope, *_] = vjp(impl.causal_lm_loss, (logits, ids), draw.tensor(1.0))
    holds(slope is None or bool((slope == 0).all()), "the gradient is not 0 where nothing is asked for")


@check("the loss holds for logits far apart", points=1, needs=loss)
def large(impl, ref, draw):
    logits = draw.normal(2, 3, 3)
    logits[..., 2] += 2000
    compare(impl, ref, logits, draw.integers(0, 2, 2, 3))


@check("non-contiguous tensors are fine, and the arguments stay as they are", points=1, needs=(pairs, beginnings, loss))
def edges(impl, ref, draw):
    logits, ids = problem(draw, 3, 4, 5)
    compare(impl, ref, draw.views(logits), draw.views(ids))
    keeps_arguments(impl.causal_lm_loss, logits, ids)
    keeps_arguments(impl.next_token_pairs, ids[0])
    keeps_arguments(impl.prefixes, ids[0])
