"""Relations of place: the right numbers elsewhere, in another shape, or summed over an axis that should remain."""

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations

import torch
from torch import Tensor

from dlquiz.grading.signatures.pairs import Pair
from dlquiz.grading.signatures.relations import Prediction, Relation, first_convincing

AXES = (("last", -1), ("first", 0), ("second to last", -2), ("second", 1))  # of a matrix the first is the first
MOST_PERMUTED = 5


def layout(pairs: Sequence[Pair]) -> Relation | None:
    """Another shape, transposed, permuted, reversed, shifted; summed or not summed."""
    dimensions = min(pair.want.ndim for pair in pairs)
    return first_convincing(list(_layouts(dimensions)), pairs)


def order(pairs: Sequence[Pair]) -> Relation | None:
    """The right numbers in places that no other relation explains."""
    return first_convincing((ORDER,), pairs)


def along(pair: Pair, axis: int) -> bool:
    """True if the right answer has that axis."""
    return -pair.want.ndim <= axis < pair.want.ndim


def _layouts(dimensions: int) -> Iterator[Relation]:
    yield RESHAPED
    yield TRANSPOSED
    if 3 <= dimensions <= MOST_PERMUTED:
        for dims in permutations(range(dimensions)):
            if dims != tuple(range(dimensions)):
                yield _permuted(dims)
    for word, axis in AXES:
        yield _reversed(word, axis)
        yield _shifted(word, axis, 1, "end")
        yield _shifted(word, axis, -1, "beginning")
        for verb, reduce in (("sum", Tensor.sum), ("mean", Tensor.mean)):
            yield _not_reduced(word, axis, verb, reduce)
            yield _reduced(word, axis, verb, reduce)


def _reshape(pair: Pair) -> Tensor | None:
    same = pair.got.shape == pair.want.shape or pair.got.numel() != pair.want.numel()
    return None if same else pair.want.reshape(pair.got.shape)


RESHAPED = Relation(
    "shape",
    "has the right numbers in the right order, but in another shape",
    "Look for a dimension that is lost or kept, or for a reshape.",
    _reshape,
)
TRANSPOSED = Relation(
    "transpose",
    "is transposed: its last two dimensions are exchanged",
    "Look at which index counts rows and which counts columns.",
    lambda pair: pair.want.mT if pair.want.ndim >= 2 else None,
)


def _permuted(dims: tuple[int, ...]) -> Relation:
    says = f"has its dimensions in another order: {dims} of the right one's"
    advice = "Look at which dimension stands where after each step."
    return Relation(
        "permuted", says, advice, lambda pair: pair.want.permute(dims) if pair.want.ndim == len(dims) else None
    )


def _reversed(word: str, axis: int) -> Relation:
    says, advice = (
        f"runs backwards along its {word} dimension",
        "Look for an order that is turned round once too often.",
    )
    return Relation("reversed", says, advice, lambda pair: pair.want.flip(axis) if along(pair, axis) else None)


def _shifted(word: str, axis: int, by: int, towards: str) -> Relation:
    def predict(pair: Pair) -> Prediction | Tensor:
        if not along(pair, axis) or pair.want.shape[axis] < 2:
            return pair.want  # too short to tell
        border = torch.zeros_like(pair.want, dtype=torch.bool)
        border.select(axis, 0 if by > 0 else -1).fill_(True)
        return Prediction(pair.want.roll(by, axis), free=border)

    says = f"is shifted by one place towards the {towards} of its {word} dimension"
    return Relation("shift", says, "Look for an index that is off by one.", predict)


def _not_reduced(word: str, axis: int, verb: str, reduce: Callable[..., Tensor]) -> Relation:
    def predict(pair: Pair) -> Tensor | None:
        if not -pair.got.ndim <= axis < pair.got.ndim:
            return None
        reduced = reduce(pair.got, axis, keepdim=pair.got.ndim == pair.want.ndim)
        return pair.got if _is(pair, reduced) else None

    says = f"has entries along its {word} dimension whose {verb} is the right one"
    return Relation("not_reduced", says, f"Look for a {verb} that is not taken.", predict)


def _reduced(word: str, axis: int, verb: str, reduce: Callable[..., Tensor]) -> Relation:
    def predict(pair: Pair) -> Tensor | None:
        return reduce(pair.want, axis, keepdim=pair.got.ndim == pair.want.ndim) if along(pair, axis) else None

    says = f"is the {verb} of the right one over the {word} dimension"
    return Relation("reduced", says, f"Look for a {verb} over a dimension that should remain.", predict)


def _is(pair: Pair, reduced: Tensor) -> bool:
    same_shape = reduced.shape == pair.want.shape
    return same_shape and bool(pair.close(reduced, pair.want, pair.want_scale).all())


def _rearranged(pair: Pair) -> Tensor | None:
    """The wanted numbers, put where the returned ones stand by rank."""
    if pair.integral or pair.got.shape != pair.want.shape:
        return None
    predicted = torch.empty_like(pair.want).flatten()
    predicted[pair.got.flatten().argsort()] = pair.want.flatten().sort().values
    return predicted.reshape(pair.want.shape)


ORDER = Relation(
    "order",
    "has the right numbers, but in the wrong places",
    "This is often a reshape where a transpose is due, or the other way round.",
    _rearranged,
)
