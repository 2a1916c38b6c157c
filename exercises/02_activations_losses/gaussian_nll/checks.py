"""Checks of the Gaussian negative log-likelihood: values, the constant by itself, densities that no float can hold."""

from dlquiz.checks import check, close, keeps_arguments

SIZES = [(1, 1), (1, 3), (3, 1), (2, 3), (4, 2), (5, 5)]  # (N, D)


@check("the loss is a sum over outputs and a mean over examples", points=3)
def values(impl, ref, draw):
    for sizes in SIZES:
        arguments = draw.normal(*sizes), draw.normal(*sizes)
        close(impl.gaussian_nll(*arguments), ref.gaussian_nll(*arguments))


@check("a perfect prediction costs what the density's height costs", points=1)
def perfect(impl, ref, draw):
    for sizes in SIZES:
        target = draw.normal(*sizes)
        close(impl.gaussian_nll(target, target), ref.gaussian_nll(target, target))


@check("the loss holds where the density is too small for a float", points=1, needs=values)
def far(impl, ref, draw):
    for distance in (20.0, 100.0, 1000.0):
        for N, D in [(1, 1), (2, 3)]:
            prediction = draw.normal(N, D)
            far_off = prediction + distance
            close(impl.gaussian_nll(prediction, far_off), ref.gaussian_nll(prediction, far_off))
            close(impl.gaussian_nll(far_off, prediction), ref.gaussian_nll(far_off, prediction))


@check("an empty batch, no output and non-contiguous tensors are fine", points=1, needs=values)
def any_layout(impl, ref, draw):
    prediction, target = draw.normal(4, 3), draw.normal(4, 3)
    for arguments in [
        (prediction[:0], target[:0]),
        (prediction[:, :0], target[:, :0]),
        (draw.views(prediction), draw.views(target)),
        (draw.views(prediction), target),
    ]:
        close(impl.gaussian_nll(*arguments), ref.gaussian_nll(*arguments))


@check("the arguments stay as they are", points=1, needs=values)
def pure(impl, ref, draw):
    keeps_arguments(impl.gaussian_nll, draw.normal(4, 3), draw.normal(4, 3))
