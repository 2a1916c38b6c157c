"""Checks of the cross-entropy and its gradient: values, logits far apart, classes ruled out, empty batches."""

import math

import torch

from dlquiz.checks import check, close, gradient, keeps_arguments

SIZES = [(1, 2), (2, 3), (3, 3), (4, 2), (5, 7)]  # (N, K); with N = K, rows and columns mixed up run and are wrong


def problem(draw, N, K):
    return draw.normal(N, K), draw.integers(0, K, N)


def far_from_zero(draw):
    """Logits around ±1000. The right class scores 8 less than drawn: beside that, float32's rounding is small."""
    for shifts in [[[1000.0]], [[-1000.0]], [[1000.0], [-1000.0]]]:
        N = len(shifts)
        logits, labels = draw.normal(N, 3), draw.integers(0, 3, N)
        logits[torch.arange(N), labels] -= 8
        yield logits + draw.tensor(shifts), labels


def far_apart(draw):
    """Logits of which the last is 2000 above the others, and never the right one."""
    logits = draw.normal(2, 3)
    logits[:, 2] += 2000
    return logits, draw.integers(0, 2, 2)


def ruled_out(draw):
    """Batches in which each row has a class that can't be."""
    for N, K in [(1, 3), (4, 5)]:
        logits, labels = problem(draw, N, K)
        labels[labels == 1] = 2
        logits[:, 1] = -math.inf
        yield logits, labels


def compare_backward(impl, ref, draw, logits, labels):
    arguments = draw.normal(std=1.0, mean=3.0), logits, labels
    close(impl.cross_entropy_backward(*arguments), ref.cross_entropy_backward(*arguments))


@check("the loss is the mean of −log p of the right classes", points=3)
def loss(impl, ref, draw):
    for sizes in SIZES:
        arguments = problem(draw, *sizes)
        close(impl.cross_entropy(*arguments), ref.cross_entropy(*arguments))


@check("the gradient is that of the mean loss, times grad_output", points=3)
def backward(impl, ref, draw):
    for sizes in SIZES:
        gradient(impl, ref, forward="cross_entropy", backward="cross_entropy_backward", at=problem(draw, *sizes))


@check("the loss holds for logits far from 0 and far apart", points=2, needs=loss)
def large_loss(impl, ref, draw):
    for arguments in [*far_from_zero(draw), far_apart(draw)]:
        close(impl.cross_entropy(*arguments), ref.cross_entropy(*arguments))


@check("the gradient holds for logits far from 0 and far apart", points=1, needs=backward)
def large_gradient(impl, ref, draw):
    for arguments in [*far_from_zero(draw), far_apart(draw)]:
        compare_backward(impl, ref, draw, *arguments)


@check("a class ruled out by −∞ has no part in the loss", points=1, needs=loss)
def ruled_out_loss(impl, ref, draw):
    for arguments in ruled_out(draw):
        close(impl.cross_entropy(*arguments), ref.cross_entropy(*arguments))


@check("a class ruled out by −∞ gets no gradient", points=1, needs=backward)
def ruled_out_gradient(impl, ref, draw):
    for arguments in ruled_out(draw):
        compare_backward(impl, ref, draw, *arguments)


@check("an empty batch, a single class and non-contiguous tensors are fine", points=1, needs=(loss, backward))
def edges(impl, ref, draw):
    logits, labels = problem(draw, 4, 3)
    for arguments in [
        (logits[:0], labels[:0]),
        (logits[:, :1], labels * 0),
        (draw.views(logits), draw.views(labels)),
    ]:
        close(impl.cross_entropy(*arguments), ref.cross_entropy(*arguments))
        compare_backward(impl, ref, draw, *arguments)


@check("the arguments stay as they are", points=1, needs=(loss, backward))
def pure(impl, ref, draw):
    arguments = problem(draw, 4, 3)
    keeps_arguments(impl.cross_entropy, *arguments)
    keeps_arguments(impl.cross_entropy_backward, draw.tensor(2.0), *arguments)
