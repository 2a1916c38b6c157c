"""A relation is a hypothesis that predicts the wrong answer. It is believed if it predicts every number, and enough."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from dlquiz.grading.signatures.pairs import Pair

ENOUGH = 16.0  # bits: one coincidence in 65 536
LARGEST_DENOMINATOR = 128
MEANINGFUL = 0.25  # of a grid: with a wider tolerance every number is on it
FEW = 256

Known = tuple[Tensor, Tensor]  # numbers, and the tolerance of each


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a relation says was returned. Nothing is said of the elements that are `free`."""

    values: Tensor
    free: Tensor | None = None


@dataclass(frozen=True, eq=False)
class Relation:
    """`says` continues a subject ("is transposed"), `advice` is a sentence. `predict`: None where it can't hold."""

    id: str
    says: str
    advice: str
    predict: Callable[[Pair], Prediction | Tensor | None]
    fitted: int = 0  # constants that were estimated from the numbers themselves


def first_convincing(relations: Sequence[Relation], pairs: Sequence[Pair]) -> Relation | None:
    """The first relation that explains all pairs, by more than coincidence."""
    return next(iter(convincing(relations, pairs)), None)


def convincing(relations: Sequence[Relation], pairs: Sequence[Pair], tried: int = 1) -> list[Relation]:
    """The relations that explain all pairs, by more than coincidence: the more were tried, the more is needed."""
    smallest_first = sorted(pairs, key=lambda pair: pair.want.numel())
    holding = list(relations)
    for pair in smallest_first:
        holding = [relation for relation in holding if _fits(relation, pair)]
    needed = ENOUGH + math.log2(max(tried, len(relations), 1))
    return [relation for relation in holding if _evidence(relation, pairs) >= needed]


def _predicted(relation: Relation, pair: Pair) -> Prediction | None:
    found = relation.predict(pair)
    return Prediction(found) if isinstance(found, Tensor) else found


def _fits(relation: Relation, pair: Pair) -> bool:
    found = _predicted(relation, pair)
    if found is None or found.values.shape != pair.got.shape:
        return False
    got, values = pair.got.flatten(), found.values.flatten()
    free = torch.zeros_like(got, dtype=torch.bool) if found.free is None else found.free.flatten()
    for part in (slice(FEW), slice(FEW, None)):  # most relations fail at once
        if not bool((free[part] | pair.close(got[part], values[part], pair.got_scale)).all()):
            return False
    return True


def _evidence(relation: Relation, pairs: Iterable[Pair]) -> float:
    """Bits that a coincidence would have to guess, in the pairs that fail."""
    told = [_told(relation, pair) for pair in pairs if not pair.ok]
    predicted, wanted = [predicted for predicted, _ in told], [wanted for _, wanted in told]
    return min(information(predicted, relation.fitted), information(wanted, relation.fitted))


def _told(relation: Relation, pair: Pair) -> tuple[Known, Known]:
    """The predicted and the wanted numbers about which the relation says something."""
    found = _predicted(relation, pair)
    assert found is not None  # it fits
    if found.values.shape != pair.want.shape:
        fewer = min(found.values, pair.want, key=Tensor.numel).flatten()  # a sum tells no more than its result
        return known(fewer, pair, pair.got_scale), known(fewer, pair, pair.got_scale)
    if found.free is None:
        predicted, wanted = found.values[pair.wrong], pair.want[pair.wrong]
        return known(predicted, pair, pair.got_scale), known(wanted, pair, pair.want_scale)
    changed = pair.wrong & ~found.free
    predicted = found.values[changed if bool(changed.any()) else ~found.free]
    return known(predicted, pair, pair.got_scale), known(predicted, pair, pair.got_scale)


def known(values: Tensor, pair: Pair, scale: float) -> Known:
    """The finite ones of some numbers, each with its tolerance."""
    finite = values[torch.isfinite(values)]
    return finite, pair.tolerance(finite, scale)


def information(told: Sequence[Known], fitted: int = 0) -> float:
    """Bits in numbers known to a tolerance. Equal ones count once; a fitted constant uses one up.

    Where only a few values occur (labels, masks), what is told is which of them stands where: their entropy.
    """
    values, steps = torch.cat([values for values, _ in told]), torch.cat([steps for _, steps in told])
    if not values.numel():
        return 0.0
    sizes, size_steps, _ = _distinct(values.abs(), steps)
    spread = sizes.clamp(max=float(sizes.max() - sizes.min()))  # numbers around 5 ± 0.001 tell little
    bits = torch.log2(1 + spread / _resolution(sizes, size_steps)).sort(descending=True).values
    magnitudes = float(bits[fitted:].sum()) if int((bits >= 1).sum()) >= 2 else 0.0
    places = 0.0 if fitted else _entropy(values, steps)
    return max(magnitudes, places)


def _distinct(values: Tensor, steps: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The numbers that differ, the tolerance of each, and how often each occurs."""
    order = values.argsort()
    values, steps = values[order], steps[order]
    new = torch.ones_like(values, dtype=torch.bool)
    new[1:] = values.diff() > steps[1:] / 2
    return values[new], steps[new], torch.bincount(new.cumsum(0) - 1)


def _entropy(values: Tensor, steps: Tensor) -> float:
    counts = _distinct(values, steps)[2].double()
    return float((counts * torch.log2(values.numel() / counts)).sum())


def _resolution(values: Tensor, steps: Tensor) -> Tensor:
    """How finely the numbers are told apart: whole numbers, halves, … tell less than their digits."""
    if values.numel() > LARGEST_DENOMINATOR:
        return steps
    denominators = torch.arange(1, LARGEST_DENOMINATOR + 1, dtype=torch.float64)
    multiples = values[:, None] * denominators
    room = steps[:, None] * denominators
    on_grid = ((multiples - multiples.round()).abs() <= room).all(dim=0) & (room <= MEANINGFUL).all(dim=0)
    return steps.clamp(min=1 / float(denominators[on_grid][0])) if bool(on_grid.any()) else steps
