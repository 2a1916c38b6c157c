"""The quantities of a call that a factor or a constant may come from, each with the name that a learner knows it by."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import torch
from torch import Tensor

from dlquiz.grading.signatures.reading import EXACT_INTEGERS, Unreadable, largest, ordinal, read, wide

PLAIN, ROOT, BESSEL, REST = "{}", "the square root of {}", "n/(n − 1) with n {}", "1 − {}"
BESSEL_ROOT = "√(n/(n − 1)) with n {}"
BATCH = "the batch size"
SECOND_TO_LAST = "the second to last dimension"
# An argument of one of these names, if it is the first matrix, counts its batch along its first dimension.
HOLD_A_BATCH = frozenset({
    "x", "xs", "input", "inputs", "image", "images", "batch", "data", "features",
    "logit", "logits", "prediction", "predictions", "grad_output",
})  # fmt: skip
MOST_INTEGERS = 8


@dataclass(frozen=True, eq=False)
class Argument:
    """One argument of a call: its name as it is shown, and its value as given. `numbers` is None unless it has some."""

    name: str
    value: Any

    @cached_property
    def numbers(self) -> Tensor | None:
        """The value in float64 (bool stays bool), if it is a tensor, an array or a number; else None."""
        try:
            tensor = read(self.value)
        except Unreadable:
            return None
        return tensor if tensor.dtype == torch.bool else wide(tensor)

    @cached_property
    def magnitude(self) -> float:
        """The largest finite magnitude if it holds floating-point numbers, else 0."""
        numbers = self.numbers
        return largest(numbers) if numbers is not None and read(self.value).is_floating_point() else 0.0


@dataclass(frozen=True)
class Quantity:
    """`what` is the same for like dimensions of two arguments; `owner` says whose it is."""

    what: str
    owner: str
    value: float
    form: str = PLAIN

    @property
    def name(self) -> str:
        """The quantity in words: "the square root of the last dimension of `query`"."""
        return self.form.format(" of ".join(part for part in (self.what, self.owner) if part))

    @property
    def counts(self) -> bool:
        """True if it is a number of terms, so that a mean and a sum differ by it."""
        return self.form == PLAIN and (self.what == BATCH or self.what.startswith("the number of"))


def quantities(arguments: Sequence[Argument]) -> dict[str, Quantity]:
    """All quantities of one call by name. The likeliest come first."""
    found = [quantity for quantity in _all(arguments) if quantity.value and math.isfinite(quantity.value)]
    return {quantity.name: quantity for quantity in found}


def common_name(survivors: Sequence[Quantity]) -> str | None:
    """One name for quantities that can't be told apart, or None if they are different things."""
    if len({quantity.form for quantity in survivors}) != 1:
        return None
    survivors = [quantity for quantity in survivors if quantity.what != SECOND_TO_LAST] or survivors
    whats = {quantity.what for quantity in survivors}
    if BATCH in whats and whats <= {BATCH, "the first dimension"}:
        return next(quantity.name for quantity in survivors if quantity.what == BATCH)
    if len(whats) > 1:
        return None
    owners = [quantity.owner for quantity in survivors]
    if not survivors[0].what and len(owners) > 1:
        return None
    together = " and ".join(filter(None, (", ".join(owners[:-1]), owners[-1])))
    return Quantity(survivors[0].what, together, survivors[0].value, survivors[0].form).name


def _all(arguments: Sequence[Argument]) -> Iterator[Quantity]:
    sizes = list(_dimensions(arguments))
    yield from sizes
    yield from _counts(arguments)
    yield from (Quantity(size.what, size.owner, math.sqrt(size.value), ROOT) for size in sizes)
    for size in sizes:
        if size.value > 1:
            yield Quantity(size.what, size.owner, size.value / (size.value - 1), BESSEL)
            yield Quantity(size.what, size.owner, math.sqrt(size.value / (size.value - 1)), BESSEL_ROOT)
    yield from _numbers(arguments)


def _dimensions(arguments: Sequence[Argument]) -> Iterator[Quantity]:
    batch_first: str | None = None  # the first matrix, if it is one that holds a batch
    for argument in arguments:
        shape = () if argument.numbers is None else argument.numbers.shape
        if len(shape) == 1 and not isinstance(argument.value, (tuple, list)):
            yield Quantity("the length", argument.name, shape[0])
        if len(shape) < 2:
            continue
        if batch_first is None:
            batch_first = argument.name if argument.name.strip("`") in HOLD_A_BATCH else ""
        for i, size in enumerate(shape):
            if i == 0 and argument.name == batch_first:
                yield Quantity(BATCH, "", size)
            else:
                yield Quantity(f"the {'last' if i == len(shape) - 1 else ordinal(i)} dimension", argument.name, size)
        yield Quantity(SECOND_TO_LAST, argument.name, shape[-2])  # the one name where leading dimensions vary


def _counts(arguments: Sequence[Argument]) -> Iterator[Quantity]:
    for argument in arguments:
        shape = () if argument.numbers is None else argument.numbers.shape
        if len(shape) >= 2:
            yield Quantity("the number of elements", argument.name, math.prod(shape))
        if len(shape) >= 3:
            yield Quantity("the number of rows", argument.name, math.prod(shape[:-1]))
            yield Quantity("the product of the last two dimensions", argument.name, math.prod(shape[-2:]))


def _numbers(arguments: Sequence[Argument]) -> Iterator[Quantity]:
    """Numbers that were passed: fractions and what they leave of 1, whole numbers and their products."""
    whole: list[tuple[str, int]] = []
    for argument in arguments:
        value = argument.value
        if isinstance(value, (tuple, list)) and argument.numbers is not None:
            whole += [(f"{argument.name}[{i}]", n) for i, n in enumerate(value) if isinstance(n, int)]
        elif isinstance(value, int) and not isinstance(value, bool) and abs(value) < EXACT_INTEGERS:
            whole.append((argument.name, value))
        elif argument.numbers is not None and argument.numbers.ndim == 0 and not isinstance(value, bool):
            number = float(argument.numbers)
            yield Quantity("", argument.name, number)
            if 0 < number < 1:
                yield Quantity("", argument.name, 1 - number, REST)
    whole = whole[:MOST_INTEGERS]
    yield from (Quantity("", name, n) for name, n in whole)
    yield from (Quantity("", name, math.sqrt(n), ROOT) for name, n in whole if n > 0)
    yield from (Quantity("", f"{name}²", n * n) for name, n in whole)
    yield from (Quantity("", f"{a}·{b}", m * n) for (a, m), (b, n) in combinations(whole, 2))
