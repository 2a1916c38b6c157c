"""The wrong shape, where the numbers say nothing: which axis is too many, lost, moved, joined, too long or short."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from dlquiz.grading.signatures.pairs import Pair
from dlquiz.grading.signatures.relations import Relation

Shape = tuple[int, ...]
Words = tuple[str, str]  # what is said of the answer, and where to look
REDUCED = "See which sum, mean, index or squeeze takes an axis away, and of which axis."
KEPT = "See which axis is still to be reduced, indexed or squeezed, or which one is put in."
MOVED = "Follow the order of the axes through each transpose, permute and reshape."
LONG = "See which size is handed over where this axis is made, and what is cut off or joined along it."


def shape(pairs: Sequence[Pair]) -> Relation | None:
    """What has become of the axes, the same in all cases whose shape is wrong; None if there are right cases."""
    failing = [pair for pair in pairs if pair.got.shape != pair.want.shape]
    if not failing or any(pair.ok or "Python" in "".join(pair.kinds) for pair in pairs):
        return None
    shapes = [(tuple(pair.got.shape), tuple(pair.want.shape)) for pair in failing]
    for says, advice in _readings(failing, shapes):
        some = "" if len(failing) == len(pairs) else ", in the cases where its shape shows the mistake"
        return Relation("axes", f"{says}{some}", advice, lambda pair: pair.got)
    return None


def _readings(pairs: Sequence[Pair], shapes: Sequence[tuple[Shape, Shape]]) -> Iterator[Words]:
    gots, wants = {len(got) for got, _ in shapes}, {len(want) for _, want in shapes}
    if len(gots) > 1 or len(wants) > 1:
        return
    (got,), (want,) = gots, wants
    if got == want:
        yield from _permuted(shapes, want)
        yield from _other_length(pairs, shapes, want)
    elif got == want + 1:
        yield from _one_more(shapes, got)
    elif got == want - 1:
        yield from _one_fewer(shapes, want)
    elif got == 0:
        yield f"is a single number where {want} axes are due", REDUCED
    else:
        yield f"has {got} axes where {want} are due", KEPT if got > want else REDUCED


def _permuted(shapes: Sequence[tuple[Shape, Shape]], axes: int) -> Iterator[Words]:
    for order in permutations(range(axes)):
        if all(got == tuple(want[i] for i in order) for got, want in shapes):
            moved = [i for i, source in enumerate(order) if i != source]
            if len(moved) == 2:
                yield f"has its axes {moved[0]} and {moved[1]} exchanged (axes are counted from 0)", MOVED
            else:
                yield f"has its axes in another order: {order} of the right one's", MOVED


def _other_length(pairs: Sequence[Pair], shapes: Sequence[tuple[Shape, Shape]], axes: int) -> Iterator[Words]:
    wrong = [i for i in range(axes) if any(got[i] != want[i] for got, want in shapes)]
    by_words: dict[str, list[int]] = {}
    for i in wrong:
        by_words.setdefault(_length(pairs, [(got[i], want[i]) for got, want in shapes]), []).append(i)
    said = [
        f"{'axes' if len(same) > 1 else 'axis'} {_and(same)} {'are' if len(same) > 1 else 'is'} {words}"
        for words, same in by_words.items()
    ]
    yield f"has a wrong shape: {' and '.join(said)} (axes are counted from 0)", LONG


def _and(axes: Sequence[int]) -> str:
    return " and ".join(map(str, axes))


def _length(pairs: Sequence[Pair], sizes: Sequence[tuple[int, int]]) -> str:
    """What is told of an axis that has another length than is due."""
    if all(got == 1 for got, _ in sizes):
        return "of length 1, as after a reduction that keeps its axis"
    gaps = {got - want for got, want in sizes}
    factors = {got // want if want and got % want == 0 else 0 for got, want in sizes}
    if len(factors) == 1 and len(sizes) > 1 and (factor := factors.pop()) > 1:
        return f"{factor} times as long as is due"
    if len(gaps) == 1:
        gap = gaps.pop()
        return f"too {'long' if gap > 0 else 'short'} by {abs(gap)}"
    for name in pairs[0].quantities:
        if all(_has(pair, name, got) for pair, (got, _) in zip(pairs, sizes, strict=True)) and len(sizes) > 1:
            return f"as long as {name}"
    if all(gap > 0 for gap in gaps) or all(gap < 0 for gap in gaps):
        return f"too {'long' if max(gaps) > 0 else 'short'}"
    return "not as long as is due"


def _has(pair: Pair, name: str, value: float) -> bool:
    quantity = pair.quantities.get(name)
    return quantity is not None and quantity.value == value


def _one_more(shapes: Sequence[tuple[Shape, Shape]], axes: int) -> Iterator[Words]:
    places = [i for i in range(axes) if all(_without(got, i) == want for got, want in shapes)]
    if not places:
        yield f"has {axes} axes where {axes - 1} are due", KEPT
        return
    if all(got[places[-1]] == 1 for got, _ in shapes):
        yield f"has one axis too many: {_one_of(places)}, of size 1", KEPT
    else:
        yield f"has one axis too many: {_one_of(places)}", KEPT


def _one_fewer(shapes: Sequence[tuple[Shape, Shape]], axes: int) -> Iterator[Words]:
    joined = [i for i, _ in pairwise(range(axes)) if all(got == _joined(want, i) for got, want in shapes)]
    telling = [i for i in joined if any(1 not in want[i : i + 2] for _, want in shapes)]
    places = [i for i in range(axes) if all(_without(want, i) == got for got, want in shapes)]
    if telling:
        yield f"has its axes {telling[0]} and {telling[0] + 1} joined into one (axes are counted from 0)", MOVED
    elif places:
        yield f"lacks an axis: {_one_of(places)}", REDUCED
    else:
        yield f"has {axes - 1} axes where {axes} are due", REDUCED


def _without(sizes: Shape, place: int) -> Shape:
    return sizes[:place] + sizes[place + 1 :]


def _joined(sizes: Shape, place: int) -> Shape:
    return (*sizes[:place], sizes[place] * sizes[place + 1], *sizes[place + 2 :])


def _one_of(places: Sequence[int]) -> str:
    if len(places) == 1:
        return f"axis {places[0]}, counted from 0"
    return f"axis {' or '.join(map(str, places))}, counted from 0"
