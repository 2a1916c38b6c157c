"""Checks of pattern matching. Patterns have 1, 2, 4, 8 or 16 pixels: their means are exact in any order and dtype, so
that rounding decides no tie, and equal pixels may be counted as integers.
"""

from dlquiz.checks import check, close, integer, keeps_arguments

SIZES = [((1, 1), (1, 1)), ((1, 2), (1, 1)), ((1, 2), (1, 2)), ((2, 3), (2, 2)), ((3, 3), (2, 2)), ((3, 2), (1, 2))]
LARGER = [((4, 6), (4, 2)), ((5, 4), (2, 4)), ((5, 7), (4, 4)), ((4, 6), (4, 1))]


def ink(draw, *shape):
    """Numbers 1 and −1."""
    return draw.tensor((2 * draw.bernoulli(*shape).long() - 1).tolist()).reshape(shape)


def maps_agree(impl, ref, image, pattern):
    close(impl.match_map(image, pattern), ref.match_map(image, pattern))


def winners_agree(impl, ref, image, patterns):
    close(integer(impl.best_class(image, patterns)), ref.best_class(image, patterns))


@check("the mean of the products at every place", points=4)
def maps(impl, ref, draw):
    for size, pattern in [*SIZES, *LARGER]:
        maps_agree(impl, ref, ink(draw, *size), ink(draw, *pattern))
    image = ink(draw, 5, 6)
    maps_agree(impl, ref, image, image[1:3, 2:6])  # a perfect match somewhere
    maps_agree(impl, ref, -image, image[2:4, :4])


@check("the class whose patterns are found best wins", points=3)
def winners(impl, ref, draw):
    one, other = [[1.0, -1.0]], [[-1.0, 1.0]]
    row = draw.tensor([[-1.0, -1.0, 1.0]])
    for patterns in ([[one], [other]], [[other], [one]], [[one], [other], [one]], [[one, one], [one, other]]):
        winners_agree(impl, ref, row, draw.tensor(patterns))
    nothing = [[-1.0, -1.0]]
    winners_agree(impl, ref, draw.tensor([[1.0, 1.0]]), draw.tensor([[nothing, nothing], [nothing, one]]))
    for size, (classes, count, *pattern) in [
        ((2, 4), (3, 1, 2, 2)),
        ((3, 4), (4, 2, 1, 4)),
        ((4, 5), (5, 3, 2, 2)),
        ((4, 3), (3, 2, 4, 2)),
    ]:
        for _ in range(2):
            winners_agree(impl, ref, ink(draw, *size), ink(draw, classes, count, *pattern))


@check("a pattern that is found nowhere counts nothing", points=2, needs=winners)
def nowhere(impl, ref, draw):
    image = draw.tensor([[1.0, 1.0], [1.0, 1.0]])
    full, empty, most, half = image, -image, image.clone(), image.clone()
    most[1, 1] = -1
    half[1] = -1
    for classes in [
        [[most, half], [full, empty]],  # ½ + 0 against 1 + 0, and 1 − 1 without the ReLU
        [[half, most], [empty, full]],
        [[half, half], [empty, most]],
        [[empty, empty], [empty, -most]],  # nothing is found by either: the first
        [[most, most], [empty, full]],  # ½ + ½ against 1
        [[-most, half, half], [empty, empty, most]],
    ]:
        patterns = draw.tensor([[pattern.tolist() for pattern in group] for group in classes])
        winners_agree(impl, ref, image, patterns)
    for _ in range(3):
        winners_agree(impl, ref, ink(draw, 2, 4), ink(draw, 4, 3, 2, 4))


@check("of equal classes, the first wins", points=1, needs=winners)
def equal_classes(impl, ref, draw):
    for size, (count, *pattern) in [((2, 2), (1, 2, 2)), ((3, 4), (2, 2, 2)), ((4, 5), (3, 4, 2))]:
        image, group = ink(draw, *size), ink(draw, 1, count, *pattern)
        winners_agree(impl, ref, image, group.expand(3, -1, -1, -1).contiguous())
        loser = -image[: pattern[0], : pattern[1]].expand(1, count, -1, -1)
        found = image[: pattern[0], : pattern[1]].expand(2, count, -1, -1)
        winners_agree(impl, ref, image, draw.tensor([*loser.tolist(), *found.tolist()]))


@check("non-contiguous tensors are fine, and the arguments stay as they are", points=1, needs=(maps, winners))
def edges(impl, ref, draw):
    image, patterns = ink(draw, 4, 5), ink(draw, 3, 2, 2, 4)
    maps_agree(impl, ref, draw.views(image), draw.views(patterns[0, 0]))
    winners_agree(impl, ref, draw.views(image), draw.views(patterns))
    keeps_arguments(impl.match_map, image, patterns[0, 0])
    keeps_arguments(impl.best_class, image, patterns)
