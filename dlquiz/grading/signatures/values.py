"""Relations number by number: no answer, a function of the right answer, an argument in its place or beside it."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from dlquiz.grading.signatures.pairs import Pair
from dlquiz.grading.signatures.relations import ENOUGH, Prediction, Relation, first_convincing, information, known

SIGN = Relation(
    "sign",
    "is the right one with the opposite sign",
    "Look for a lost minus, or for a difference taken the wrong way round.",
    lambda pair: -pair.want,
)

INVERTED = Relation(
    "inverted",
    "has True and False exchanged",
    "Look at what True means here.",
    lambda pair: 1 - pair.want if pair.kinds[1].endswith("bool") else None,
)

FEWEST = 8  # numbers that are wrong: zeros are common
WHICH = "Look at which of the two cases it counts."
SPREAD = "Look at the last step: a variance is the square of a standard deviation."
LOG = "Look at whether a probability is due or its logarithm."
FRACTIONS = "Its fractions are lost: look for a rounding, an integer division or an integer dtype."

# id, what it is, what to look at, the function
FUNCTIONS: tuple[tuple[str, str, str, Callable[[Tensor], Tensor]], ...] = (
    ("complement", "is 1 minus the right one", WHICH, lambda x: 1 - x),
    (
        "absolute",
        "has the right sizes, but its minus signs are lost",
        "Look for an absolute value or a root.",
        torch.abs,
    ),
    ("square", "is the square of the right one", SPREAD, torch.square),
    ("root", "is the square root of the right one", SPREAD, torch.sqrt),
    ("exponential", "is the exponential of the right one", LOG, torch.exp),
    ("logarithm", "is the logarithm of the right one", LOG, torch.log),
    ("reciprocal", "is 1 divided by the right one", "Look at what stands above the fraction line.", torch.reciprocal),
    ("rounded_down", "is the right one rounded down", FRACTIONS, torch.floor),
    ("rounded", "is the right one rounded to whole numbers", FRACTIONS, torch.round),
)


def sign(pairs: Sequence[Pair]) -> Relation | None:
    """The opposite sign everywhere."""
    return first_convincing((SIGN,), pairs)


def nothing(pairs: Sequence[Pair]) -> Relation | None:
    """All zeros, or one number everywhere where they should differ."""
    failing = [pair for pair in pairs if not pair.ok]
    if any(pair.got.shape != pair.want.shape for pair in failing) or sum(int(p.wrong.sum()) for p in failing) < FEWEST:
        return None
    if information([known(pair.want[pair.wrong], pair, pair.want_scale) for pair in failing]) < ENOUGH:
        return None
    if not any(bool(pair.got.any()) for pair in pairs):
        advice = "Look for a result that is made but never filled, or for a factor that has become 0."
        return Relation("zeros", "is zero everywhere", advice, lambda pair: pair.got)
    if all(_constant(pair.got) for pair in pairs) and not any(_constant(pair.want) for pair in failing):
        advice = "Look for an average over a dimension that should remain, or for an input that is never used."
        return Relation("constant", "is the same number everywhere", advice, lambda pair: pair.got)
    return None


def _constant(values: Tensor) -> bool:
    return bool((values == values.flatten()[:1]).all())


def function(pairs: Sequence[Pair]) -> Relation | None:
    """A well-known function of the right answer."""
    functions = [Relation(id, says, advice, _applied(of_want)) for id, says, advice, of_want in FUNCTIONS]
    return first_convincing([INVERTED, *functions], pairs)


def _applied(function: Callable[[Tensor], Tensor]) -> Callable[[Pair], Tensor]:
    return lambda pair: function(pair.want)


def echo(pairs: Sequence[Pair]) -> Relation | None:
    """One of the arguments, unchanged."""
    return first_convincing([_echo(name) for name in _names_of_tensors(pairs)], pairs)


def term(pairs: Sequence[Pair]) -> Relation | None:
    """The right answer with one argument more, or one fewer, as a term or a factor."""
    return first_convincing([relation for name in _names_of_tensors(pairs) for relation in _terms(name)], pairs)


def _names_of_tensors(pairs: Sequence[Pair]) -> list[str]:
    """The arguments of several numbers each: those of one number are quantities (see factors.py)."""
    arguments = [argument for pair in pairs if not pair.ok for argument in pair.arguments]
    return list(dict.fromkeys(a.name for a in arguments if a.numbers is not None and a.numbers.numel() > 1))


def _echo(name: str) -> Relation:
    advice = "Look at whether what the last step made is what you return."
    return Relation("echo", f"is {name}, unchanged", advice, lambda pair: pair.argument(name))


def _terms(name: str) -> tuple[Relation, ...]:
    where = f"Look at every place where {name} comes in."
    return (
        Relation(
            "missing_term",
            f"is the right one minus {name}",
            f"That term is missing, or taken away once too often. {where}",
            lambda pair: None if (a := _spread(pair, name)) is None else pair.want - a,
        ),
        Relation(
            "extra_term",
            f"is the right one plus {name}",
            f"That term is added once too often, or not taken away. {where}",
            lambda pair: None if (a := _spread(pair, name)) is None else pair.want + a,
        ),
        Relation(
            "missing_factor",
            f"is the right one divided by {name}",
            f"That factor is missing, or divides once too often. {where}",
            lambda pair: None if (a := _spread(pair, name)) is None else _quotient(pair, a),
        ),
        Relation(
            "extra_factor",
            f"is the right one times {name}",
            f"That factor comes in once too often, or should divide. {where}",
            lambda pair: None if (a := _spread(pair, name)) is None else pair.want * a,
        ),
    )


def _quotient(pair: Pair, divisor: Tensor) -> Prediction | None:
    """The right answer divided; by a mask it would not change, so there is nothing to predict."""
    is_mask = bool(((divisor == 0) | (divisor == 1)).all())
    return None if is_mask else Prediction(pair.want / divisor, free=divisor == 0)


def _spread(pair: Pair, name: str) -> Tensor | None:
    """The argument, broadcast to the shape of the answer; None if it doesn't fit into it."""
    argument = pair.argument(name)
    try:
        return None if argument is None else argument.broadcast_to(pair.want.shape)
    except RuntimeError:
        return None
