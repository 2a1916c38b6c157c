"""Where it is wrong: one end of an axis, the diagonal, the border, where an argument is negative. All else is right."""

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor

from dlquiz.grading.signatures.layout import AXES, along
from dlquiz.grading.signatures.pairs import Pair
from dlquiz.grading.signatures.relations import Prediction, Relation, first_convincing

FEWEST_ENTRIES = 3  # of a list, of which one is wrong
MOSTLY = 0.75  # of the region must be wrong
Region = Callable[[Pair], Tensor | None]


def place(pairs: Sequence[Pair]) -> Relation | None:
    """The region that holds all that is wrong, and little that is right."""
    failing = [pair for pair in pairs if not pair.ok]
    if any(pair.got.shape != pair.want.shape for pair in failing):
        return None
    if all("Python" in pair.kinds[1] and pair.want.ndim == 1 for pair in failing):
        return _entry(failing, pairs)
    if sum(int(p.wrong.sum()) for p in failing) < 2:
        return None
    regions = [*_ends(), *_of_matrices(), *_of_arguments(failing[0])]
    return first_convincing([_only(words, region) for words, region in regions], pairs)


def _entry(failing: Sequence[Pair], pairs: Sequence[Pair]) -> Relation | None:
    """The one entry of a list of numbers that is wrong, in all cases."""
    wrong = {int(i) for pair in failing for i in pair.wrong.nonzero().flatten()}
    shortest = min(len(pair.want) for pair in failing)
    if len(wrong) > 1 or shortest < FEWEST_ENTRIES:
        return None
    (index,) = wrong
    which = "its last entry" if all(index == len(pair.want) - 1 for pair in failing) else f"its entry [{index}]"
    return first_convincing([_only(f"in {which}", _slices(0, index, index + 1))], pairs)


def _only(words: str, region: Region) -> Relation:
    def predict(pair: Pair) -> Prediction | None:
        inside = region(pair)
        if inside is None or (inside.any() and float(pair.wrong[inside].double().mean()) < MOSTLY):
            return None
        return Prediction(pair.want, free=inside)

    return Relation("place", f"is wrong only {words}; all else is right", "Look at what is special there.", predict)


def _ends() -> Iterator[tuple[str, Region]]:
    for word, axis in sorted(AXES, key=lambda item: abs(item[1])):
        yield f"in the first place of its {word} dimension", _slices(axis, 0, 1)
        yield f"in the last place of its {word} dimension", _slices(axis, -1, None)
        yield f"after the first place of its {word} dimension", _slices(axis, 1, None)
        yield f"before the last place of its {word} dimension", _slices(axis, 0, -1)


def _slices(axis: int, start: int, stop: int | None) -> Region:
    def region(pair: Pair) -> Tensor | None:
        if not along(pair, axis):
            return None
        inside = torch.zeros_like(pair.want, dtype=torch.bool)
        inside.movedim(axis, 0)[start:stop] = True
        return inside

    return region


def _of_matrices() -> Iterator[tuple[str, Region]]:
    yield "on the diagonal", _matrix(lambda ones: ones.tril() & ones.triu())
    yield "above the diagonal", _matrix(lambda ones: ones.triu(1))
    yield "below the diagonal", _matrix(lambda ones: ones.tril(-1))
    yield "on the border", _matrix(_border)


def _matrix(cut: Callable[[Tensor], Tensor]) -> Region:
    def region(pair: Pair) -> Tensor | None:
        return cut(torch.ones_like(pair.want, dtype=torch.bool)) if pair.want.ndim >= 2 else None

    return region


def _border(ones: Tensor) -> Tensor:
    ones[..., 1:-1, 1:-1] = False
    return ones


def _of_arguments(pair: Pair) -> Iterator[tuple[str, Region]]:
    for argument in pair.arguments:
        numbers = argument.numbers
        if numbers is None or numbers.shape != pair.want.shape:
            continue
        if numbers.dtype == torch.bool:
            yield f"where {argument.name} is True", _where(argument.name, lambda a: a != 0)
            yield f"where {argument.name} is False", _where(argument.name, lambda a: a == 0)
        else:
            yield f"where {argument.name} is negative", _where(argument.name, lambda a: a < 0)
            yield f"where {argument.name} is positive", _where(argument.name, lambda a: a > 0)
            yield f"where {argument.name} is 0", _where(argument.name, lambda a: a == 0)
            yield f"where {argument.name} is positive or 0", _where(argument.name, lambda a: a >= 0)
            yield f"where {argument.name} is negative or 0", _where(argument.name, lambda a: a <= 0)
            yield f"where {argument.name} is not 0", _where(argument.name, lambda a: a != 0)


def _where(name: str, test: Callable[[Tensor], Tensor]) -> Region:
    def region(pair: Pair) -> Tensor | None:
        argument = pair.argument(name)
        return None if argument is None or argument.shape != pair.want.shape else test(argument)

    return region
