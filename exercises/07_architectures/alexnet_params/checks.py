"""Checks of AlexNet's counts: each part of the list by itself, so that a mistake shows where it is."""

from dlquiz.checks import check, close, holds


def layers(impl, **settings):
    """The eight counts, as a list; None for anything else, which is told."""
    found = impl.alexnet_layer_params(**settings)
    eight = isinstance(found, (list, tuple)) and len(found) == 8
    holds(eight, "alexnet_layer_params has to return 8 numbers: conv1 to conv5, fc6, fc7, fc8")
    return list(found) if eight else None


def compare(impl, ref, part, **settings):
    found, expected = layers(impl, **settings), ref.alexnet_layer_params(**settings)[part]
    if found is not None:
        close(found[part], expected)


@check("conv1 and conv3 read all channels", points=1)
def whole(impl, ref, draw):
    for layer in (0, 2):
        compare(impl, ref, slice(layer, layer + 1))


@check("conv2, conv4 and conv5 read the half on their GPU", points=2)
def cut(impl, ref, draw):
    for layer in (1, 3, 4):
        compare(impl, ref, slice(layer, layer + 1))


@check("in one column every filter reads all channels", points=2)
def one_column(impl, ref, draw):
    compare(impl, ref, slice(5), two_gpus=False)
    close(layers(impl, two_gpus=False), ref.alexnet_layer_params(two_gpus=False))
    close(impl.alexnet_layer_params(False, True)[1], ref.alexnet_layer_params(False, True)[1])


@check("fc6 reads the whole map behind the pooling, fc7 and fc8 the layer before", points=2)
def dense(impl, ref, draw):
    for layer in (5, 6, 7):
        compare(impl, ref, slice(layer, layer + 1))


@check("without the pooling fc6 alone grows", points=1)
def unpooled(impl, ref, draw):
    compare(impl, ref, slice(5, 6), pooled=False)
    for two_gpus in (True, False):
        compare(impl, ref, slice(8), two_gpus=two_gpus, pooled=False)


@check("the total has all biases", points=2)
def total(impl, ref, draw):
    close(impl.alexnet_total(), ref.alexnet_total())
    close(impl.alexnet_total(two_gpus=True), ref.alexnet_total(two_gpus=True))
    close(impl.alexnet_total(two_gpus=False), ref.alexnet_total(two_gpus=False))
