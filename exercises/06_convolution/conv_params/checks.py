"""Checks of the parameter count. The smallest cases come first; in none of them are two of the settings equal."""

from dlquiz.checks import check, close, raises


@check("every filter is as deep as the input", points=2)
def weights(impl, ref, draw):
    drawn = draw.integer(5, 12), draw.integer(12, 30), draw.integer(3, 8)
    for setting in [(2, 3, 1), (3, 2, 4), (1, 5, 2), (5, 1, 3), (128, 64, 3), drawn]:
        close(impl.conv_params(*setting, bias=False), ref.conv_params(*setting, bias=False))


@check("a kernel may be a rectangle", points=1)
def rectangles(impl, ref, draw):
    drawn = draw.integer(2, 5), draw.integer(5, 9)
    for setting in [(2, 3, (4, 5)), (3, 2, (1, 7)), (5, 4, (7, 1)), (6, 10, drawn)]:
        close(impl.conv_params(*setting, bias=False), ref.conv_params(*setting, bias=False))


@check("each output channel has one bias, unless told otherwise", points=2)
def biases(impl, ref, draw):
    for setting in [(2, 3, 4), (5, 3, 2), (1, 6, 5), (draw.integer(5, 12), draw.integer(12, 30), 3)]:
        close(impl.conv_params(*setting), ref.conv_params(*setting))
        close(impl.conv_params(*setting, bias=True), ref.conv_params(*setting, bias=True))


@check("with groups, a filter reads its own group only", points=2)
def groups(impl, ref, draw):
    parts = draw.integer(3, 6)
    drawn = (parts * draw.integer(2, 5), parts * draw.integer(5, 9), 2, parts)
    for setting in [(4, 6, 1, 2), (6, 9, 2, 3), (5, 5, 3, 5), (4, 12, 2, 4), (96, 256, 5, 2), (49, 98, 1, 49), drawn]:
        close(impl.conv_params(*setting, False), ref.conv_params(*setting, False))
        close(impl.conv_params(*setting, True), ref.conv_params(*setting, True))


@check("groups that don't divide the channels are refused", points=1)
def indivisible(impl, ref, draw):
    raises(ValueError, impl.conv_params, 3, 4, 1, groups=2)
    raises(ValueError, impl.conv_params, 4, 3, 1, groups=2)
    raises(ValueError, impl.conv_params, 3, 5, 1, groups=2)
    raises(ValueError, impl.conv_params, 4, 4, 1, groups=8)


@check("numbers below 1 are refused", points=1)
def below_one(impl, ref, draw):
    for setting in [(0, 2, 3), (2, 0, 3), (-2, 3, 1), (2, -3, 1)]:
        raises(ValueError, impl.conv_params, *setting)
    for kernel in [0, -3, (0, 3), (3, 0), (-3, -3)]:  # the last has a positive area
        raises(ValueError, impl.conv_params, 2, 4, kernel)
    for parts in [0, -2]:
        raises(ValueError, impl.conv_params, 2, 4, 3, groups=parts)
