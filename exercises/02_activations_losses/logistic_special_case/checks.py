"""Checks of the binary cross-entropy: values, logits far from 0; and of the two logits, by their difference alone."""

from torch import Tensor

from dlquiz.checks import check, close, keeps_arguments

SIZES = (1, 2, 3, 7)


def compare_pair(impl, ref, logit):
    """The difference of the columns decides; where there are no two columns, the shape says so."""
    got, want = impl.two_class_logits(logit), ref.two_class_logits(logit)
    if isinstance(got, Tensor) and got.shape == want.shape:
        close(got[:, 1] - got[:, 0], logit, why="column 1 − column 0")
    else:
        close(got, want)


@check("the loss is the mean of −log of the target's probability", points=3)
def loss(impl, ref, draw):
    for N in SIZES:
        logit = draw.normal(N)
        for target in (0 * logit, 0 * logit + 1, (draw.normal(N) > 0).to(logit.dtype)):
            close(impl.bce_with_logits(logit, target), ref.bce_with_logits(logit, target))


@check("targets between 0 and 1 weigh both classes", points=1)
def soft_targets(impl, ref, draw):
    for N in SIZES:
        arguments = draw.normal(N), draw.uniform(N)
        close(impl.bce_with_logits(*arguments), ref.bce_with_logits(*arguments))


@check("the loss holds for logits far from 0", points=2, needs=loss)
def large(impl, ref, draw):
    for z in (50.0, 1000.0, 1e4, 20.0):  # at 20 float32 fails first, and float64 by a little
        for logit in (z, -z):
            for y in (0.0, 1.0):
                arguments = draw.tensor([logit]), draw.tensor([y])
                close(impl.bce_with_logits(*arguments), ref.bce_with_logits(*arguments))
    arguments = draw.tensor([1000.0, -1000.0, 0.5, -30.0]), draw.tensor([0.25, 0.75, 1.0, 0.0])
    close(impl.bce_with_logits(*arguments), ref.bce_with_logits(*arguments))


@check("the second of the two logits exceeds the first by the logit", points=2)
def pair(impl, ref, draw):
    for N in SIZES:
        compare_pair(impl, ref, draw.normal(N))


@check("the two logits hold far from 0", points=1, needs=pair)
def large_pair(impl, ref, draw):
    for z in (20.0, 1000.0, 1e4):
        compare_pair(impl, ref, draw.tensor([z, -z]))


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=(loss, pair))
def any_layout(impl, ref, draw):
    logit, target = draw.normal(4), draw.uniform(4)
    for arguments in [(logit[:0], target[:0]), (draw.views(logit), draw.views(target))]:
        close(impl.bce_with_logits(*arguments), ref.bce_with_logits(*arguments))
        compare_pair(impl, ref, arguments[0])


@check("the arguments stay as they are", points=1, needs=(loss, pair))
def pure(impl, ref, draw):
    logit = draw.normal(4)
    keeps_arguments(impl.bce_with_logits, logit, draw.uniform(4))
    keeps_arguments(impl.two_class_logits, logit)
