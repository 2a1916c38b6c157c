"""Checks of the shapes: each kind of layer, then whole networks, then windows that do not fit."""

from dlquiz.checks import check, close, holds, raises, there


def agree(impl, ref, shape, layers):
    close(impl.trace_shapes(shape, layers), ref.trace_shapes(shape, layers))


@check("a convolution makes its channels and counts the places of its window", points=2)
def convolutions(impl, ref, draw):
    for shape, layer in [
        ((1, 2, 3), ("conv", 1, 1, 1, 0)),
        ((3, 2, 1), ("conv", 5, 1, 1, 0)),
        ((2, 4, 6), ("conv", 3, 3, 1, 0)),
        ((2, 3, 3), ("conv", 4, 3, 1, 0)),
        ((3, 5, 4), ("conv", 2, 3, 1, 1)),
        ((1, 2, 3), ("conv", 4, 5, 1, 2)),
        ((3, 9, 7), ("conv", 2, 3, 2, 0)),
        ((3, 8, 12), ("conv", 6, 3, 2, 1)),  # a rest in both directions
        ((4, 10, 17), ("conv", 3, 4, 3, 2)),
        ((3, draw.integer(20, 40), draw.integer(40, 60)), ("conv", 7, 5, 3, 1)),
    ]:
        agree(impl, ref, shape, [layer])


@check("pooling keeps the channels", points=2)
def poolings(impl, ref, draw):
    for shape, layer in [
        ((1, 2, 4), ("pool", 2, 2)),
        ((3, 3, 2), ("pool", 2, 1)),
        ((2, 5, 7), ("pool", 2, 2)),  # a rest in both directions
        ((4, 6, 9), ("pool", 3, 2)),
        ((2, 4, 7), ("pool", 1, 3)),
        ((5, draw.integer(20, 40), draw.integer(40, 60)), ("pool", 4, 3)),
    ]:
        agree(impl, ref, shape, [layer])


@check("ReLU, flatten and dense have their shapes", points=2)
def others(impl, ref, draw):
    for shape, layers in [
        ((2, 3, 5), [("relu",)]),
        ((1, 2, 3), [("flatten",)]),
        ((4, 3, 5), [("flatten",)]),
        ((2, 1, 3), [("flatten",), ("dense", 4)]),
        ((2, 3, 4), [("flatten",), ("dense", 7), ("relu",), ("dense", 3)]),
        ((2, 3, 4), [("relu",), ("flatten",), ("relu",), ("dense", draw.integer(5, 90))]),
        ((2, 3, 4), [("flatten",), ("flatten",)]),
    ]:
        agree(impl, ref, shape, layers)


@check("each layer gets what the one before gives", points=2)
def networks(impl, ref, draw):
    def conv(out):
        return [("conv", out, 3, 1, 1), ("relu",)]

    dense = [("flatten",), ("dense", 120), ("relu",), ("dense", 84), ("relu",), ("dense", 10)]
    lenet = [("conv", 6, 5, 1, 0), ("relu",), ("pool", 2, 2), ("conv", 16, 5, 1, 0), ("relu",), ("pool", 2, 2), *dense]
    pool = ("pool", 3, 2)
    first = [("conv", 64, 11, 4, 2), ("relu",), pool, ("conv", 192, 5, 1, 2), ("relu",), pool]
    alexnet = [*first, *conv(384), *conv(256), *conv(256), pool, ("flatten",), ("dense", 4096), ("dense", 1000)]
    vgg16 = []
    for out, times in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        vgg16 += [*(conv(out) * times), ("pool", 2, 2)]
    small = [("conv", 2, 3, 2, 1), ("pool", 2, 1), ("conv", 5, 2, 1, 0), ("flatten",), ("dense", 6)]
    agree(impl, ref, (3, 2, 4), [("relu",), ("relu",)])
    agree(impl, ref, (3, 6, 7), [("pool", 2, 2), ("conv", 4, 2, 1, 0), ("relu",)])
    agree(impl, ref, (1, 9, 11), small)
    agree(impl, ref, (1, draw.integer(20, 30), draw.integer(30, 50)), small)
    agree(impl, ref, (1, 32, 32), lenet)
    agree(impl, ref, (3, 224, 256), alexnet)
    agree(impl, ref, (3, 224, 224), [*vgg16, ("flatten",), ("dense", 4096), ("relu",), ("dense", 1000)])
    agree(impl, ref, (3, 2, 4), [])


IMPOSSIBLE = [  # (shape, layers, index of the layer that can't be)
    ((1, 2, 2), [("conv", 1, 3, 1, 0)], 0),
    ((1, 4, 2), [("conv", 1, 3, 1, 0)], 0),
    ((1, 2, 4), [("conv", 1, 3, 1, 0)], 0),
    ((1, 1, 1), [("conv", 1, 4, 1, 1)], 0),
    ((1, 4, 4), [("relu",), ("pool", 6, 1)], 1),
    ((2, 1, 6), [("relu",), ("relu",), ("pool", 3, 5)], 2),  # too wide by less than a stride
    ((2, 6, 1), [("relu",), ("relu",), ("pool", 3, 5)], 2),
    ((1, 6, 6), [("pool", 2, 2), ("relu",), ("pool", 2, 2), ("conv", 2, 5, 9, 1)], 3),
    ((1, 8, 8), [("conv", 2, 3, 1, 1), ("pool", 2, 2), ("pool", 2, 2), ("relu",), ("conv", 2, 3, 1, 0), ("relu",)], 4),
]


@check("a window that does not fit is refused", points=2, needs=networks)
def refused(impl, ref, draw):
    for shape, layers, _ in IMPOSSIBLE:
        raises(ValueError, impl.trace_shapes, shape, layers)
    agree(impl, ref, (2, 3, 5), [("conv", 4, 3, 1, 0), ("pool", 1, 1)])  # it fits, with nothing left
    agree(impl, ref, (2, 1, 3), [("conv", 4, 3, 2, 1), ("pool", 1, 2)])


def numbers_in_message(module, shape, layers):
    """The whole numbers that the ValueError names; None if there is no ValueError."""
    import re

    try:
        module.trace_shapes(shape, layers)
    except ValueError as error:
        return [int(number) for number in re.findall(r"\d+", str(error))]
    return None


@check("the message names the layer's index", points=1, needs=refused)
def named(impl, ref, draw):
    for shape, layers, index in [
        ((1, 5, 6), [("relu",)] * 7 + [("conv", 1, 9, 1, 0)], 7),
        ((3, 6, 5), [("relu",)] * 8 + [("pool", 10, 2)], 8),
        ((1, 3, 4), [("conv", 1, 9, 2, 0), ("relu",)], 0),
        ((4, 40, 50), [("pool", 2, 2), ("relu",)] * 5 + [("relu",), ("conv", 2, 3, 1, 0), ("relu",)], 11),
    ]:
        numbers = there(impl, numbers_in_message, shape, layers)
        named = numbers if isinstance(numbers, list) else []
        said = f"the numbers {named}" if named else "no number" if numbers is not None else "not come: no ValueError"
        holds(index in named, f"the first layer that can't be has index {index}, from 0; your message has {said}")
        holds(
            index in named or index + 1 not in named,
            f"the layer of index {index} is called {index + 1} in your message",
        )
