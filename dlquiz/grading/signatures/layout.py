"""Relations of place: the right numbers elsewhere, in another shape, or summed over an axis that should remain."""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations

import torch
from torch import Tensor

from dlquiz.grading.signatures.pairs import Pair
from dlquiz.grading.signatures.relations import Prediction, Relation, first_convincing

AXES = (("last", -1), ("first", 0), ("second to last", -2), ("second", 1))  # of a matrix the first is the first
MOST_PERMUTED = 5
MOST_GROUPS = 16


def layout(pairs: Sequence[Pair]) -> Relation | None:
    """Another shape, transposed, permuted, reversed, shifted; summed or not summed."""
    dimensions = min(pair.want.ndim for pair in pairs)
    return first_convincing([*_layouts(dimensions), *_groups(pairs)], pairs)


def order(pairs: Sequence[Pair]) -> Relation | None:
    """The right numbers in places that no other relation explains."""
    return first_convincing((ORDER,), pairs)


def _groups(pairs: Sequence[Pair]) -> Iterator[Relation]:
    """Blocks of the last dimension, for every number of them that divides it in all pairs."""
    width = math.gcd(*(pair.want.shape[-1] for pair in pairs if pair.want.ndim))
    for groups in (size for size in range(2, MOST_GROUPS + 1) if width and width % size == 0):
        yield _regrouped(groups, inner=False)
        yield _regrouped(groups, inner=True)
        yield _blocks_reversed(groups)


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


def _regrouped(groups: int, inner: bool) -> Relation:
    """Groups such as heads counted by the inner of the two axes that make the dimension, where the outer is due."""
    advice = "Heads lie one after the other: look at which axis counts heads at each reshape, and at each transpose."
    how = "gathered from" if inner else "dealt out to"
    says = f"has the entries of its last dimension {how} {groups} groups in turn"
    return Relation("heads", says, advice, _of_blocks(groups, lambda blocks: blocks.mT, inner))


def _blocks_reversed(groups: int) -> Relation:
    says = f"has the {groups} blocks of its last dimension in the opposite order"
    advice = "Look at the order in which heads, gates or directions are joined."
    return Relation("heads", says, advice, _of_blocks(groups, lambda blocks: blocks.flip(-2)))


def _of_blocks(groups: int, move: Callable[[Tensor], Tensor], inner: bool = False) -> Callable[[Pair], Tensor | None]:
    """The right answer with `move` done to its last dimension, cut into that many blocks (inner: blocks so long)."""

    def predict(pair: Pair) -> Tensor | None:
        *leading, width = pair.want.shape or (1,)
        if width % groups or width <= groups:
            return None
        cut = (width // groups, groups) if inner else (groups, width // groups)
        return move(pair.want.reshape(*leading, *cut)).reshape(pair.want.shape)

    return predict


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
        if not -pair.got.ndim <= axis < pair.got.ndim or "Python" in pair.kinds[1]:
            return None  # also where several plain numbers came, and one was due
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
