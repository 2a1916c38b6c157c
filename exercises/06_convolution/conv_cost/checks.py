"""Checks of the cost. The smallest cases come first; in none of them are two of the settings equal by accident."""

from dlquiz.checks import check, close


def macs_agree(impl, ref, *settings, **named):
    close(impl.conv_macs(*settings, **named), ref.conv_macs(*settings, **named))


def params_agree(impl, ref, *settings, **named):
    close(impl.dense_params(*settings, **named), ref.dense_params(*settings, **named))


@check("each output number adds up one product for each number of its window", points=3)
def macs(impl, ref, draw):
    for settings in [
        (1, 1, 1, (1, 2)),
        (2, 3, 1, (1, 1)),
        (3, 1, (2, 3), (1, 1)),
        (3, 2, (1, 4), (5, 7)),
        (2, 5, (4, 3), (6, 1)),
        (128, 64, (3, 3), (40, 50)),
        (draw.integer(2, 9), draw.integer(9, 20), (2, 5), (draw.integer(5, 9), draw.integer(9, 20))),
    ]:
        macs_agree(impl, ref, *settings)


@check("an int stands for a square", points=1)
def squares(impl, ref, draw):
    for settings in [(1, 1, 2, 1), (1, 2, 1, 3), (2, 3, 4, 5), (3, 2, 4, (5, 6)), (4, 3, (4, 5), 7), (64, 128, 3, 56)]:
        macs_agree(impl, ref, *settings)


@check("with groups, a filter reads its own group only", points=2)
def groups(impl, ref, draw):
    parts = draw.integer(3, 6)
    for settings in [
        (2, 2, 1, 1, 2),
        (4, 6, 1, (1, 2), 2),
        (6, 9, 2, (3, 4), 3),
        (5, 5, 3, 7, 5),
        (4, 12, (2, 3), 5, 4),
        (49, 98, 1, 2, 49),
        (96, 256, 5, 27, 2),
        (parts * draw.integer(2, 5), parts * draw.integer(5, 9), 2, (3, 5), parts),
    ]:
        macs_agree(impl, ref, *settings)
    macs_agree(impl, ref, 6, 4, 3, 5, groups=2)


@check("a dense layer has a weight for each pair of an input and an output number", points=2)
def dense(impl, ref, draw):
    for shapes in [
        ((1,), (1,)),
        ((2,), (3,)),
        ((2, 3, 4), (5,)),
        ((7,), (2, 3, 5)),
        ((2, 3), (4, 5, 6)),
        ((40, 50, 128), (40, 50, 64)),
        ((draw.integer(2, 9), draw.integer(9, 20), 3), (draw.integer(20, 40), 2, 7)),
    ]:
        params_agree(impl, ref, *shapes, bias=False)


@check("each output number of a dense layer has a bias, unless told otherwise", points=1)
def biases(impl, ref, draw):
    for shapes in [((1,), (2,)), ((2, 3, 4), (5,)), ((7,), (2, 3, 5)), ((256, 6, 6), (4096,)), ((3, 4, 5), (6, 7, 2))]:
        params_agree(impl, ref, *shapes)
        params_agree(impl, ref, *shapes, True)
        params_agree(impl, ref, *shapes, False)
