"""Checks of the causal language model: pairs, prefixes, the loss and what it must not look at."""

import torch

from dlquiz.checks import check, close, holds, keeps_arguments, same

LENGTHS = (1, 2, 3, 6)
SIZES = [(1, 2, 2), (1, 3, 2), (2, 2, 3), (2, 3, 3), (3, 2, 5), (4, 6, 3)]  # N, T, V


def two(answer):
    """The two parts of an answer; None if it is no pair."""
    pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    holds(pair, "what comes back is not a pair")
    return answer if pair else None


@check("inputs are all tokens but the last, targets all but the first", points=2)
def pairs(impl, ref, draw):
    for T in LENGTHS:
        ids = draw.permutation(T + 2)[:T]
        answer = two(impl.next_token_pairs(ids))
        if answer is None:
            return
        for got, want, why in zip(answer, ref.next_token_pairs(ids), ("inputs", "targets"), strict=True):
            close(got, want, why=why)


@check("each token but the first has a prefix, all that stands before it", points=2)
def all_prefixes(impl, ref, draw):
    for T in LENGTHS:
        ids = draw.permutation(T + 2)[:T]
        answer, wanted = impl.prefixes(ids), ref.prefixes(ids)
        known = isinstance(answer, (tuple, list))
        holds(known, "what comes back is not a list of pairs")
        if not known:
            return
        close(len(answer), len(wanted), why="number of pairs")
        for given, (prefix, following) in zip(answer, wanted, strict=False):
            pair = two(given)
            if pair is None:
                return
            close(pair[0], prefix.tolist() if isinstance(pair[0], list) else prefix, why="prefix")
            close(pair[1], int(following) if type(pair[1]) is int else following, why="next token")


def problem(draw, N, T, V):
    return draw.normal(N, T, V), draw.integers(0, V, N, T)


def agree(impl, ref, *arguments):
    close(impl.causal_lm_loss(*arguments), ref.causal_lm_loss(*arguments))


@check("the loss is the mean over all tokens that follow another", points=3)
def loss(impl, ref, draw):
    for sizes in SIZES:
        agree(impl, ref, *problem(draw, *sizes))


@check("the last answer and the first token have no influence", points=1, needs=loss)
def ends(impl, ref, draw):
    logits, ids = problem(draw, 2, 4, 3)
    before = impl.causal_lm_loss(logits, ids)
    logits, ids = logits.clone(), ids.clone()
    logits[:, -1] += draw.normal(2, 3)
    ids[:, 0] = (ids[:, 0] + 1) % 3
    same(impl.causal_lm_loss(logits, ids), before, why="the last logits and the first tokens were changed")


@check("it holds for logits far from 0 and far apart", points=1, needs=loss)
def large(impl, ref, draw):
    for shift in (1000.0, -1000.0):
        logits, ids = problem(draw, 2, 3, 4)
        close(impl.causal_lm_loss(logits + shift, ids), ref.causal_lm_loss(logits + shift, ids), condition=1000)
    logits, ids = problem(draw, 2, 3, 4)
    logits[:, :, 3] += 2000
    ids[0, 1] = 1
    agree(impl, ref, logits, ids)


@check("a text of one token, and no text at all, have a loss of 0", points=1, needs=loss)
def nothing(impl, ref, draw):
    for N, T in ((1, 1), (3, 1), (0, 4)):
        agree(impl, ref, *problem(draw, N, T, 3))


@check("non-contiguous tensors are fine", points=1, needs=(pairs, loss))
def strided(impl, ref, draw):
    ids = draw.views(draw.integers(0, 3, 5))
    for got, want in zip(impl.next_token_pairs(ids), ref.next_token_pairs(ids), strict=True):
        close(got, want)
    logits, ids = problem(draw, 3, 4, 5)
    agree(impl, ref, draw.views(logits), draw.views(ids))


@check("the arguments stay as they are", points=1, needs=(pairs, all_prefixes, loss))
def pure(impl, ref, draw):
    ids = draw.integers(0, 5, 4)
    keeps_arguments(impl.next_token_pairs, ids)
    keeps_arguments(impl.prefixes, ids)
    keeps_arguments(impl.causal_lm_loss, *problem(draw, 3, 4, 5))
