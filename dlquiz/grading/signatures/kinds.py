"""Relations of kind: the wrong dtype, fewer digits than the dtype has, NaN or infinity where a number is due."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import torch
from torch import Tensor

from dlquiz.grading.signatures.pairs import Pair
from dlquiz.grading.signatures.relations import Prediction, Relation, first_convincing

LARGE: Final = 30.0  # exp of it is 1e13
MUCH_LARGER: Final = 3.0
FEWEST: Final = 8  # numbers, to tell noise from a small mistake
FROM_DTYPE: Final = "look for a conversion, or for a tensor that is made without the dtype of the inputs"


class Narrow(NamedTuple):
    """A dtype, its decimal digits, and how many of its rounding errors may have gathered on the way."""

    dtype: torch.dtype
    digits: int
    errors: int

    @property
    def name(self) -> str:
        return str(self.dtype).removeprefix("torch.")

    @property
    def eps(self) -> float:
        return torch.finfo(self.dtype).eps


NARROW: Final = (Narrow(torch.bfloat16, 2, 4), Narrow(torch.float16, 3, 4), Narrow(torch.float32, 7, 16))


def dtype(pairs: Sequence[Pair]) -> Relation | None:
    """The right numbers in the wrong dtype, or what is left of them in it."""
    got, want = pairs[0].kinds
    if not all(pair.retyped and pair.kinds == (got, want) and pair.got.shape == pair.want.shape for pair in pairs):
        return None
    if "Python" in got + want:
        got, want = (name if "Python" in name else f"a {name} tensor" for name in (got, want))
    advice = f"{FROM_DTYPE.capitalize()}."
    if all(bool(((pair.got - pair.want).abs() <= _coarse(pair)).all()) for pair in pairs):
        numbers = (
            "has the right numbers, but " if any(bool(pair.want.any()) for pair in pairs) else ""
        )  # 0s say nothing
        return _seen("dtype", f"{numbers}is {got} where {want} is due", advice)
    if all(torch.equal(pair.got, pair.want.trunc()) for pair in pairs) and sum(p.got.numel() for p in pairs) > 1:
        return _seen("dtype", f"is {got} where {want} is due: its fractions are lost", advice)
    return None


def precision(pairs: Sequence[Pair]) -> Relation | None:
    """The right dtype, but numbers that agree with the right ones only as far as a narrower dtype would."""
    failing = [pair for pair in pairs if not pair.ok]
    if any(pair.integral or pair.got.shape != pair.want.shape for pair in failing):
        return None
    for narrow in NARROW:
        if _all_narrow(pairs, narrow) or (narrow.dtype == torch.float32 and _noisy(failing)):
            says = f"agrees with the right one only to about {narrow.digits} digits, the precision of {narrow.name}"
            return _seen("precision", says, f"Somewhere the calculation goes through {narrow.name}: {FROM_DTYPE}.")
    return None


def finite_elsewhere(pairs: Sequence[Pair]) -> Relation | None:
    """NaN or infinity, and what the calls that have it share and the calls that pass do not."""
    failing, passing = [pair for pair in pairs if not pair.ok], [pair for pair in pairs if pair.ok]
    if not _tells_of_lost(failing, contrast=len(passing)):
        return None
    if all(map(_holds_infinity, failing)) and not any(map(_holds_infinity, passing)):
        says = f"is {_what(failing)} in places when an argument holds an infinity"
        advice = "∞ − ∞, 0·∞ and ∞/∞ are NaN. Look at what becomes of an infinite input."
        return _seen("not_finite_at_infinity", says, advice)
    smallest, usual = min(map(_largest_input, failing)), max(map(_largest_input, passing), default=0.0)
    if smallest < LARGE or smallest < MUCH_LARGER * usual:
        return None
    says = f"is {_what(failing)} in places when the inputs are large (here up to {smallest:.3g})"
    advice = "Usually an exp overflows. Look at what is exponentiated, and how large it can get."
    return _seen("not_finite_when_large", says, advice)


def not_finite(pairs: Sequence[Pair]) -> Relation | None:
    """NaN or infinity everywhere, or exactly where an argument is 0."""
    failing = [pair for pair in pairs if not pair.ok]
    if not _tells_of_lost(failing):
        return None
    if all(bool(_lost(pair).all()) for pair in pairs):
        advice = "Look for 0/0, for ∞ − ∞, and for the logarithm or root of a negative number."
        return _seen("not_finite", f"is {_what(failing)} everywhere", advice)
    return first_convincing([_at_zeros(_what(failing), argument.name) for argument in failing[0].arguments], pairs)


def _seen(id: str, says: str, advice: str) -> Relation:
    """A relation that has been verified already."""
    return Relation(id, says, advice, lambda pair: pair.got)


def _coarse(pair: Pair) -> Tensor:
    """The tolerance of the comparison, widened by what the returned dtype can't hold."""
    room = next((narrow.errors * narrow.eps for narrow in NARROW if narrow.name == pair.kinds[0]), 0.0)
    return pair.tolerance(pair.want, pair.want_scale) + room * pair.want_scale


def _all_narrow(pairs: Sequence[Pair], narrow: Narrow) -> bool:
    """Every number returned is one of the narrower dtype, and near the right one, which is not."""
    telling = 0
    for pair in pairs:
        near = (pair.got - pair.want).abs() <= narrow.errors * narrow.eps * pair.want_scale
        if narrow.eps <= pair.rounding or not bool((near & _holds(narrow, pair.got)).all()):
            return False
        telling += int((~_holds(narrow, pair.want)).sum())
    return telling >= FEWEST // 2


def _holds(narrow: Narrow, values: Tensor) -> Tensor:
    return values.to(narrow.dtype).to(values.dtype) == values


def _noisy(failing: Sequence[Pair]) -> bool:
    """The errors have the size of float32's rounding and no pattern: a small eps in a formula pulls all one way."""
    if any(pair.kinds[0] != "float64" or not pair.want_scale for pair in failing):
        return False
    errors = torch.cat([((pair.got - pair.want) / pair.want_scale).flatten() for pair in failing])
    signs = torch.cat([pair.want.sign().flatten() for pair in failing])
    sizes = errors.abs()
    if int((sizes > 0).sum()) < FEWEST or not 2**-34 <= float(sizes.median()) <= 2**-23 or float(sizes.max()) > 2**-20:
        return False
    return all(0.2 <= float((e[e != 0] > 0).double().mean()) <= 0.8 for e in (errors, errors * signs))


def _tells_of_lost(failing: Sequence[Pair], contrast: int = 0) -> bool:
    """True if every failing pair has lost a number, and there is more than a single one to look at."""
    if any(pair.got.shape != pair.want.shape or not bool(_lost(pair).any()) for pair in failing):
        return False
    return sum(int(_lost(pair).sum()) for pair in failing) + contrast > 1


def _what(failing: Sequence[Pair]) -> str:
    return "NaN" if all(bool(pair.got[_lost(pair)].isnan().all()) for pair in failing) else "NaN or infinite"


def _lost(pair: Pair) -> Tensor:
    return ~torch.isfinite(pair.got) & torch.isfinite(pair.want)


def _holds_infinity(pair: Pair) -> bool:
    return any(a.numbers is not None and bool(a.numbers.isinf().any()) for a in pair.arguments)


def _largest_input(pair: Pair) -> float:
    return max((argument.magnitude for argument in pair.arguments), default=0.0)


def _at_zeros(what: str, name: str) -> Relation:
    def predict(pair: Pair) -> Prediction | None:
        argument = pair.argument(name)
        if argument is None or not torch.equal(argument == 0, _lost(pair)):
            return None
        return Prediction(pair.want, free=_lost(pair))

    advice = "Dividing by 0, and 0 times the logarithm of 0, give no number. Look at what is due there."
    return Relation("not_finite_at_zero", f"is {what} exactly where {name} is 0; all else is right", advice, predict)
