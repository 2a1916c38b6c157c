"""Checks of the gradient through depth: the slopes, their product, small results by their own size, ±∞."""

import math

from dlquiz.checks import check, close, keeps_arguments, raises

NAMES = ("sigmoid", "tanh", "relu")


def compare(impl, ref, name, depth, x, **tolerance):
    close(impl.gradient_through_depth(name, depth, x), ref.gradient_through_depth(name, depth, x), **tolerance)


@check("one layer gives the slope of the activation", points=2)
def one_layer(impl, ref, draw):
    for name in NAMES:
        for shape in [(1,), (5,), (2, 3)]:
            compare(impl, ref, name, 1, draw.normal(*shape))


@check("each layer multiplies by its slope at its own input", points=3)
def several_layers(impl, ref, draw):
    for name in NAMES:
        for depth in (2, 3, 6):
            compare(impl, ref, name, depth, draw.normal(4))


@check("after 30 layers the gradient is tiny, and right in proportion", points=1, needs=several_layers)
def deep(impl, ref, draw):
    for name in NAMES:
        x = draw.uniform(4, low=-2.0, high=2.0)
        compare(impl, ref, name, 30, x, rtol=1e-3, atol=0.0, reason="measured by the size of the gradient itself")


@check("no layer passes everything on", points=1, needs=one_layer)
def no_layer(impl, ref, draw):
    for name in NAMES:
        compare(impl, ref, name, 0, draw.normal(2, 3))
        compare(impl, ref, name, 0, draw.tensor([0.0, -math.inf, math.inf]))


@check("ReLU has the slope 0 at 0", points=1, needs=one_layer)
def kink(impl, ref, draw):
    for depth in (1, 3):
        compare(impl, ref, "relu", depth, draw.tensor([0.0, -0.0, 1e-30, -1e-30, 2.0]))


@check("large and infinite x have a slope too", points=1, needs=(one_layer, several_layers))
def ends(impl, ref, draw):
    for name in NAMES:
        for depth in (1, 2):
            compare(impl, ref, name, depth, draw.tensor([0.5, 1000.0, -1000.0, math.inf, -math.inf]))


@check("empty, 0-d and non-contiguous x are fine", points=1, needs=(one_layer, several_layers))
def any_layout(impl, ref, draw):
    for name in NAMES:
        for x in (draw.normal(), draw.normal(0), draw.normal(2, 0), draw.views(draw.normal(3, 2))):
            compare(impl, ref, name, 2, x)


@check("another name and a negative depth are refused", points=1)
def refused(impl, ref, draw):
    x = draw.normal(2)
    for name in ("softplus", "Sigmoid", ""):
        raises(ValueError, impl.gradient_through_depth, name, 2, x)
        raises(ValueError, impl.gradient_through_depth, name, 0, x)
    for name in NAMES:
        raises(ValueError, impl.gradient_through_depth, name, -1, x)


@check("x stays as it is", points=1, needs=(one_layer, several_layers))
def pure(impl, ref, draw):
    for name in NAMES:
        keeps_arguments(impl.gradient_through_depth, name, 3, draw.normal(2, 3))
