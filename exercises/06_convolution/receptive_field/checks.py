"""Checks of the receptive field. One setting acts at a time, then all; no two numbers are equal by accident."""

from dlquiz.checks import check, close, keeps_arguments


def agree(impl, ref, layers):
    close(impl.receptive_field(layers), ref.receptive_field(layers))


@check("without strides, a kernel adds k − 1 pixels", points=2)
def kernels(impl, ref, draw):
    agree(impl, ref, [])
    for kernels in [(3,), (1,), (4,), (3, 3), (1, 1, 1), (2, 5), (7, 3, 1, 4), (3,) * 13]:
        agree(impl, ref, [(kernel, 1, 1) for kernel in kernels])
    agree(impl, ref, [(draw.integer(2, 9), 1, 1) for _ in range(draw.integer(5, 9))])


@check("a stride widens what later layers add", points=2)
def strides(impl, ref, draw):
    for layers in [
        [(1, 2, 1), (2, 1, 1)],
        [(2, 1, 1), (1, 2, 1)],  # after the last kernel, a stride adds nothing
        [(1, 3, 1), (2, 1, 1), (4, 1, 1)],
        [(2, 2, 1), (2, 2, 1), (2, 2, 1)],
        [(3, 2, 1), (1, 3, 1), (4, 5, 1)],
        [(3, 3, 1), (2, 2, 1), (5, 4, 1), (2, 1, 1)],
    ]:
        agree(impl, ref, layers)
    agree(impl, ref, [(draw.integer(2, 6), draw.integer(1, 5), 1) for _ in range(6)])


@check("a dilation widens its own kernel", points=2)
def dilations(impl, ref, draw):
    for layers in [
        [(2, 1, 2)],
        [(1, 1, 3)],
        [(3, 1, 2), (2, 1, 1)],
        [(2, 1, 1), (4, 1, 3)],
        [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
        [(3, 1, 5), (1, 1, 7), (4, 1, 2)],
    ]:
        agree(impl, ref, layers)
    agree(impl, ref, [(draw.integer(2, 6), 1, draw.integer(1, 5)) for _ in range(6)])


@check("right for whole networks", points=2)
def networks(impl, ref, draw):
    conv, pool = (3, 1, 1), (2, 2, 1)
    alexnet = [(11, 4, 1), (3, 2, 1), (5, 1, 1), (3, 2, 1), conv, conv, conv, (3, 2, 1)]
    vgg16 = [conv, conv, pool] * 2 + [conv, conv, conv, pool] * 3
    resnet = [(7, 2, 1), (3, 2, 1), conv, conv, conv, conv, (3, 2, 1), conv, conv, conv]
    segmentation = [(7, 2, 1), (3, 2, 2), (3, 1, 4), (3, 3, 2), (1, 2, 6), (2, 1, 3)]
    for layers in [[(3, 2, 2), (2, 1, 3)], alexnet, vgg16, resnet, segmentation]:
        agree(impl, ref, layers)
    for _ in range(4):
        agree(impl, ref, [(draw.integer(1, 6), draw.integer(1, 4), draw.integer(1, 5)) for _ in range(8)])


@check("exact for large numbers, and the list stays as it is", points=1, needs=networks)
def exact(impl, ref, draw):
    agree(impl, ref, [(2, 3, 1)] * 36)  # beyond 2⁵³, where floats lose the last digits
    keeps_arguments(impl.receptive_field, [(3, 2, 1), (2, 1, 3)])
