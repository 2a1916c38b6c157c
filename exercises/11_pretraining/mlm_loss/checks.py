"""Checks of the masked loss: everything asked for, some, nothing; then what must have no influence."""

import math

import torch

from dlquiz.checks import check, close, holds, keeps_arguments, vjp

SIZES = [(1, 1, 2), (1, 3, 4), (2, 3, 3), (3, 2, 5), (4, 6, 7)]  # (N, T, V)


def problem(draw, N, T, V, p=0.5):
    """Logits and labels; place (0, 0) is asked for, and where N > 1 the first sequence has more such places."""
    logits, labels = draw.normal(N, T, V), draw.integers(0, V, N, T)
    ignored = ~draw.bernoulli(N, T, p=p)
    ignored[0] = False
    if N > 1:
        ignored[1, -1] = True
    return logits, labels.masked_fill(ignored, -100)


def compare(impl, ref, logits, labels):
    close(impl.mlm_loss(logits, labels), ref.mlm_loss(logits, labels))


@check("with every place asked for it is the mean cross-entropy", points=2)
def everywhere(impl, ref, draw):
    for N, T, V in SIZES:
        compare(impl, ref, draw.normal(N, T, V), draw.integers(0, V, N, T))


@check("only places with a label count, all of them alike", points=3)
def some(impl, ref, draw):
    for sizes in SIZES[1:]:
        logits, labels = problem(draw, *sizes)
        compare(impl, ref, logits, labels)
        one = labels.flatten().clone()
        one[1:] = -100
        compare(impl, ref, logits, one.reshape(labels.shape))
    logits, labels = draw.normal(2, 4, 5), torch.tensor([[3, -100, 2, 1], [-100, 4, -100, -100]])
    compare(impl, ref, logits, labels)


@check("id 0 and the last id are tokens like all others", points=1, needs=everywhere)
def first_and_last(impl, ref, draw):
    logits = draw.normal(2, 3, 4)
    for labels in ([[0, -100, 0], [-100, 1, 0]], [[3, 3, -100], [2, -100, 0]], [[-100, 0, -100], [-100, -100, -100]]):
        compare(impl, ref, logits, torch.tensor(labels))


@check("nothing asked for gives 0, with no gradient", points=2, needs=some)
def nothing(impl, ref, draw):
    for N, T, V in [(1, 1, 2), (2, 3, 4), (0, 3, 4), (2, 0, 4)]:
        logits, labels = draw.normal(N, T, V), torch.full((N, T), -100)
        compare(impl, ref, logits, labels)
    logits, labels = draw.normal(2, 3, 4), torch.full((2, 3), -100)
    [slope, *_] = vjp(impl.mlm_loss, (logits, labels), draw.tensor(1.0))
    holds(slope is None or bool((slope == 0).all()), "the gradient is not 0 where nothing is asked for")


@check("places that are not asked for have no influence", points=1, needs=some)
def no_influence(impl, ref, draw):
    logits, labels = problem(draw, 2, 5, 4)
    ignored = labels == -100
    logits[ignored] = 1e4 * draw.normal(int(ignored.sum()), 4)
    compare(impl, ref, logits, labels)
    logits[ignored] = draw.tensor([-math.inf, 1.0, 2.0, -math.inf])
    compare(impl, ref, logits, labels)
    logits[ignored] = draw.normal(int(ignored.sum()), 4)
    cotangent = draw.normal(mean=2.0, std=0.5)
    close(vjp(impl.mlm_loss, (logits, labels), cotangent)[0], vjp(ref.mlm_loss, (logits, labels), cotangent)[0])


@check("the loss holds for logits far from 0 and far apart", points=1, needs=some)
def large(impl, ref, draw):
    labels = torch.tensor([[0, -100, 1]])
    for shift in (1000.0, -1000.0):
        logits = draw.normal(1, 3, 2)
        logits[0, [0, 2], [0, 1]] -= 8  # beside that, float32's rounding is small
        compare(impl, ref, logits + shift, labels)
    logits = draw.normal(1, 3, 3)
    logits[..., 2] += 2000
    compare(impl, ref, logits, labels)


@check("non-contiguous tensors are fine, and the arguments stay as they are", points=1, needs=some)
def edges(impl, ref, draw):
    logits, labels = problem(draw, 3, 4, 5)
    compare(impl, ref, draw.views(logits), draw.views(labels))
    keeps_arguments(impl.mlm_loss, logits, labels)
