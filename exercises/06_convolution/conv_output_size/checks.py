"""Checks of the output size. One setting acts at a time, then all; numbers are unequal where they can be."""

from dlquiz.checks import check, close, raises


def agree(impl, ref, *settings, **named):
    close(impl.conv_output_size(*settings, **named), ref.conv_output_size(*settings, **named))


@check("without padding and stride, the window stops at size − kernel + 1 places", points=1)
def plain(impl, ref, draw):
    for size, kernel in [(1, 1), (3, 3), (5, 1), (4, 2), (32, 5), (draw.integer(20, 40), draw.integer(2, 9))]:
        agree(impl, ref, size, kernel)


@check("padding is added at both ends", points=1)
def padding(impl, ref, draw):
    for size, kernel, pixels in [(3, 3, 1), (1, 1, 2), (5, 2, 3), (40, 3, 1), (draw.integer(20, 40), 7, 5)]:
        agree(impl, ref, size, kernel, padding=pixels)


@check("a stride counts the steps that fit whole", points=2)
def stride(impl, ref, draw):
    exact = [(5, 3, 2), (7, 3, 2), (4, 1, 3), (2, 2, 5)]
    with_a_rest = [(6, 3, 2), (5, 1, 3), (9, 2, 4), (3, 2, 5), (draw.integer(20, 40), 4, draw.integer(3, 7))]
    for size, kernel, step in [*exact, *with_a_rest]:
        agree(impl, ref, size, kernel, step)


@check("dilation widens the window by its gaps", points=2)
def dilation(impl, ref, draw):
    for size, kernel, gap in [(5, 3, 2), (4, 2, 3), (6, 1, 4), (20, 5, 3), (draw.integer(30, 40), 4, 5)]:
        agree(impl, ref, size, kernel, dilation=gap)


@check("all settings together", points=1)
def together(impl, ref, draw):
    by_lecture = [(227, 11, 4), (224, 11, 4, 2), (112, 3, 2, 1), (224, 7, 2, 3), (33, 3, 1, 4, 4)]
    drawn = [
        (draw.integer(20, 60), draw.integer(2, 5), draw.integer(2, 6), draw.integer(1, 5), draw.integer(2, 5))
        for _ in range(8)
    ]
    for settings in [(6, 3, 2, 1), (7, 2, 3, 2, 4), (1, 3, 2, 1), (3, 4, 5, 2, 2), *by_lecture, *drawn]:
        agree(impl, ref, *settings)


@check("height and width are counted each by itself", points=2)
def pairs(impl, ref, draw):
    agree(impl, ref, (4, 6), (3, 2), (1, 1), (0, 0), (1, 1))
    agree(impl, ref, (4, 6), 3)
    agree(impl, ref, (6, 4), (1, 3))
    agree(impl, ref, (9, 8), 2, (2, 3))
    agree(impl, ref, (3, 4), 2, padding=(2, 1))
    agree(impl, ref, (9, 12), 3, dilation=(2, 4))
    agree(impl, ref, (40, 50), 3, 1, 1)
    agree(impl, ref, (30, 20), (5, 2), 3, (2, 1), (1, 4))
    agree(impl, ref, (7, 7), (2, 3), (3, 2), 1, (1, 2))
    agree(impl, ref, (draw.integer(20, 30), draw.integer(30, 40)), (3, 4), (3, 2), (1, 0), (5, 2))


@check("a window that does not fit is refused", points=2, needs=together)
def too_wide(impl, ref, draw):
    wider = [(2, 3), (2, 5), (1, 4, 1, 1), (4, 3, 1, 0, 2), (3, 3, 1, 1, 3)]
    by_less_than_a_stride = [(2, 3, 2), (2, 4, 3), (3, 6, 5, 1)]
    for settings in [*wider, *by_less_than_a_stride]:
        raises(ValueError, impl.conv_output_size, *settings)
    with_what_was_missing = [(3, 3), (5, 5), (2, 4, 1, 1), (5, 3, 1, 0, 2), (5, 3, 1, 1, 3), (3, 3, 2), (4, 4, 3)]
    for settings in [*with_what_was_missing, (4, 6, 5, 1)]:
        agree(impl, ref, *settings)


@check("settings that mean nothing are refused", points=1, needs=together)
def meaningless(impl, ref, draw):
    for named in [{"stride": 0}, {"stride": -2}, {"dilation": 0}, {"dilation": -1}, {"padding": -1}]:
        raises(ValueError, impl.conv_output_size, 7, 3, **named)
    sizes_that_padding_would_hide = [(0, 1, 1, 1), (0, 3, 1, 2), (-1, 1, 1, 3)]
    for settings in [(0, 1), (-4, 1), (5, 0), (5, -2), *sizes_that_padding_would_hide]:
        raises(ValueError, impl.conv_output_size, *settings)


@check("a pair is refused if one of its directions is", points=1, needs=(pairs, too_wide, meaningless))
def either_direction(impl, ref, draw):
    for settings in [((2, 5), 3), ((5, 2), 3), ((4, 4), (1, 5)), ((4, 4), (5, 1)), ((1, 1), 3, 1, (0, 1))]:
        raises(ValueError, impl.conv_output_size, *settings)
    by_height = [((0, 6), 1, 1, 1), ((5, 6), 3, 1, (-1, 0)), ((5, 6), 3, 1, 0, (0, 1))]
    by_width = [((5, 0), 1, 1, 1), ((5, 6), (3, 0)), ((5, 6), 3, (2, 0)), ((5, 6), 3, 1, (0, -1))]
    for settings in [*by_height, *by_width]:
        raises(ValueError, impl.conv_output_size, *settings)
