"""Checks of the counts: one block at many sizes, then the five nets."""

from dlquiz.checks import check, close, raises


@check("a bottleneck: three convolutions and their normalizations", points=3)
def block(impl, ref, draw):
    for setting in [(1, 1), (2, 1), (1, 2), (3, 2), (5, 7), (256, 64), (draw.integer(10, 90), draw.integer(100, 300))]:
        close(impl.bottleneck_params(*setting), ref.bottleneck_params(*setting))
        close(impl.bottleneck_params(*setting, project=False), ref.bottleneck_params(*setting, project=False))


@check("a projection takes the input to the block's end", points=2, needs=block)
def projection(impl, ref, draw):
    for setting in [(1, 1), (3, 2), (64, 64), (256, 128), (draw.integer(10, 90), draw.integer(100, 300))]:
        close(impl.bottleneck_params(*setting, True), ref.bottleneck_params(*setting, True))


@check("ResNet-18 and ResNet-34, of basic blocks", points=3)
def basic(impl, ref, draw):
    for depth in (18, 34):
        close(impl.resnet_params(depth), ref.resnet_params(depth))


@check("ResNet-50, 101 and 152, of bottlenecks", points=3)
def bottlenecks(impl, ref, draw):
    for depth in (50, 101, 152):
        close(impl.resnet_params(depth), ref.resnet_params(depth))


@check("what can't be is refused", points=1)
def impossible(impl, ref, draw):
    for depth in (0, 20, 49, -18, 1000):
        raises(ValueError, impl.resnet_params, depth)
    for setting in [(0, 4), (4, 0), (-1, 4), (4, -2), (-3, -3)]:
        raises(ValueError, impl.bottleneck_params, *setting)
        raises(ValueError, impl.bottleneck_params, *setting, True)
