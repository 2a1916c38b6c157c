"""A factor or a constant between the right answer and what was returned, by name where the call has it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from dlquiz.grading.signatures.pairs import Pair
from dlquiz.grading.signatures.quantities import BESSEL, BESSEL_ROOT, PLAIN, Quantity, common_name
from dlquiz.grading.signatures.relations import Relation, convincing, first_convincing

Change = Callable[[Any, float], Any]  # of a tensor, or of one number
Measure = Callable[[Pair], Tensor]

NEARLY_ONE = 1e-3  # a factor this close to 1 is shown with all its digits


@dataclass(frozen=True)
class Family:
    """One kind of change by a quantity: in words, how to measure it, and a number that shows nothing but the change.

    The sizes that are `common` come about in many ways, so one such number names no quantity.
    """

    id: str
    changes: dict[str, Change]
    measure: Measure
    neutral: float
    common: tuple[float, ...]


RATIOS = Family(
    "ratio",
    {
        "the right one divided by": lambda want, q: want / q,
        "the right one times": lambda want, q: want * q,
        "minus the right one, divided by": lambda want, q: -want / q,
        "minus the right one, times": lambda want, q: -want * q,
    },
    lambda pair: pair.got / pair.want,
    neutral=1.0,
    common=(0.5, 2.0),
)
OFFSETS = Family(
    "offset",
    {"too large by": lambda want, q: want + q, "too small by": lambda want, q: want - q},
    lambda pair: pair.got - pair.want,
    neutral=0.0,
    common=(1.0,),
)
LOGARITHMS = {math.log(2): "ln 2", math.log(10): "ln 10"}
FEWEST_CASES = 4  # in which small whole numbers are off by one
ROUGHLY = 0.05  # enough to leave out what is not worth trying
SNAP = 1e-6  # a fitted factor this near to a whole number or its reciprocal is meant to be it


def ratio(pairs: Sequence[Pair]) -> Relation | None:
    """The right answer times one factor: the same everywhere, or in every case the same quantity of the call."""
    factor = _fitted(pairs, RATIOS.measure)
    if factor is None:
        return None
    return _by_name(RATIOS, pairs) or first_convincing((_constant_ratio(factor),), pairs)


def offset(pairs: Sequence[Pair]) -> Relation | None:
    """The right answer plus one constant: the same everywhere, or in every case the same quantity of the call."""
    constant = _fitted(pairs, OFFSETS.measure)
    if constant is None:
        return None
    if _is_by_one_throughout(pairs):
        return _constant_offset(constant, whole=True)
    return _by_name(OFFSETS, pairs) or first_convincing((_constant_offset(constant, whole=pairs[0].integral),), pairs)


def quantity(pairs: Sequence[Pair]) -> Relation | None:
    """A quantity of the call in the place of the answer."""
    names = [name for name, known in pairs[0].quantities.items() if known.form == PLAIN]
    return first_convincing([_instead(name) for name in names], pairs)


def _instead(name: str) -> Relation:
    def predict(pair: Pair) -> Tensor | None:
        here = pair.quantities.get(name)
        return None if here is None else torch.full_like(pair.want, here.value)

    return Relation("quantity", f"is {name}", "Look at what becomes of the rest of your calculation.", predict)


def _is_by_one_throughout(pairs: Sequence[Pair]) -> bool:
    """Whether one more or one less came than was due in all of several cases, of whole numbers that may be small."""
    if any(pair.ok or pair.got.shape != pair.want.shape or not pair.integral for pair in pairs):
        return False
    gaps = {float(gap) for pair in pairs for gap in (pair.got - pair.want).flatten()}
    numbers = {float(number) for pair in pairs for number in pair.want.flatten()}
    return len(gaps) == 1 and gaps <= {1.0, -1.0} and len(pairs) >= FEWEST_CASES and len(numbers) >= FEWEST_CASES - 1


def number(value: float) -> str:
    """At most four significant digits; whole numbers in full."""
    return f"{value:.0f}" if value == round(value) and abs(value) < 1e9 else f"{value:.4g}"


def _fitted(pairs: Sequence[Pair], of: Callable[[Pair], Tensor]) -> float | None:
    """The median over the larger elements of the failing pairs: the small ones are mostly rounding."""
    failing = [pair for pair in pairs if not pair.ok]
    if any(pair.got.shape != pair.want.shape for pair in failing):
        return None
    values, sizes = torch.cat([of(p).flatten() for p in failing]), torch.cat([p.want.abs().flatten() for p in failing])
    usable = torch.isfinite(values) & torch.isfinite(sizes)
    if not usable.any():
        return None
    values, sizes = values[usable], sizes[usable]
    fitted = float(values[sizes >= sizes.median()].median())
    return _snapped(fitted) if fitted else None


def _snapped(value: float) -> float:
    if abs(value - round(value)) <= SNAP * abs(value):
        return float(round(value))
    if abs(1 / value - round(1 / value)) <= SNAP * abs(1 / value):
        return 1 / round(1 / value)
    return value


def _constant_ratio(factor: float) -> Relation:
    size, words = abs(factor), "the right one" if factor > 0 else "minus the right one,"
    divides = size < 1 and round(1 / size, 9).is_integer()
    shown = number(size) if abs(size - 1) > NEARLY_ONE else f"{size:.10g}"
    says = f"is {words} divided by {number(1 / size)}" if divides else f"is {words} times {shown}"
    advice = "Look for a constant factor that is missing or comes in twice."
    if size in (0.5, 2.0):
        advice = "A 2 is often the derivative of a square, or a term that counts twice."
    for logarithm, name in LOGARITHMS.items():
        if math.isclose(size, logarithm, rel_tol=SNAP) or math.isclose(size, 1 / logarithm, rel_tol=SNAP):
            says = f"is {words} {'times' if math.isclose(size, logarithm, rel_tol=SNAP) else 'divided by'} {name}"
            advice = "Look at the base of the logarithm."
    return Relation("ratio", says, advice, lambda pair: pair.want * factor, fitted=1)


def _constant_offset(constant: float, whole: bool) -> Relation:
    size, direction = abs(constant), "large" if constant > 0 else "small"
    if whole and size == 1:
        advice = "Look at where the counting starts and ends."
        return Relation("off_by_one", f"is too {direction} by 1", advice, lambda pair: pair.want + constant)
    says, advice = f"is too {direction} by {number(size)} everywhere", "Look for a constant that is missing or extra."
    return Relation("offset", says, advice, lambda pair: pair.want + constant, fitted=1)


def _by_name(family: Family, pairs: Sequence[Pair]) -> Relation | None:
    """What in every case is the same quantity of the call; None too if one number could be several quantities."""
    failing = [pair for pair in pairs if not pair.ok]
    measured = _fitted(failing[:1], family.measure) or 0.0
    known = failing[0].quantities.values()
    candidates = [
        (words, quantity, _named(family.id, words, change, quantity.name))
        for words, change in family.changes.items()
        for quantity in known
        if math.isclose(change(family.neutral, quantity.value), measured, rel_tol=ROUGHLY)
    ]
    holding = convincing([relation for _, _, relation in candidates], pairs, tried=len(known) * len(family.changes))
    surviving = [candidate for candidate in candidates if candidate[2] in holding]
    if not surviving:
        return None
    words, quantity, relation = surviving[0]
    quantities = [quantity for _, quantity, _ in surviving]
    name = common_name(quantities)
    if len({pair.quantities[quantity.name].value for pair in pairs}) > 1:
        return _in_words(relation, words, quantity, name or ", which is also ".join(q.name for q in quantities[:2]))
    if name is None or abs(measured) in family.common:
        return None
    shown = f"{number(quantity.value)}, {name}" if quantity.what else f"{name} = {number(quantity.value)}"
    return _in_words(relation, words, quantity, shown)


def _named(kind: str, words: str, change: Change, name: str) -> Relation:
    def predict(pair: Pair) -> Tensor | None:
        quantity = pair.quantities.get(name)
        return None if quantity is None else change(pair.want, quantity.value)

    return Relation(kind, words, "", predict)


def _in_words(relation: Relation, words: str, quantity: Quantity, shown: str) -> Relation:
    says = f"is {words} {shown}"
    if relation.id == "offset":
        advice = "A term of that size is missing or extra. Look at what is counted."
    elif quantity.form in (BESSEL, BESSEL_ROOT):
        advice = "A variance divides by n or by n − 1. Look at which of the two is due."
    elif quantity.counts:
        says += ": it is a mean where a sum is due" if "divided" in words else ": it is a sum where a mean is due"
        advice = "Look at what is added up, and what it is divided by."
    else:
        advice = "Look at what the answer is scaled by, and how often."
    return replace(relation, says=says, advice=advice)
