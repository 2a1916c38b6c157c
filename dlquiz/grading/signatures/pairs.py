"""Observations of a check, cut into pairs of tensors that can be compared number by number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from dlquiz.grading.signatures.quantities import Argument, Quantity, quantities
from dlquiz.grading.signatures.reading import (
    Unreadable,
    category,
    is_plain,
    is_whole,
    kind,
    largest,
    ordinal,
    read,
    wide,
)

Path = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Observation:
    """One filed comparison of a check. `got` and `want`: nested tuples, lists and dicts of tensors, arrays, numbers.

    `arguments` are the values passed in the call, in order, keyword values last; `names` theirs, "" where unknown.
    Two numbers agree within atol·max(1, largest |want|) + rtol·|want|.
    """

    got: Any
    want: Any
    ok: bool
    arguments: tuple[Any, ...] = ()
    names: tuple[str, ...] = ()
    rtol: float = 0.0
    atol: float = 0.0


@dataclass(frozen=True, eq=False)
class Pair:
    """One component of one observation, in float64 on the CPU. `siblings`: what the other components should be."""

    got: Tensor
    want: Tensor
    ok: bool
    in_failing: bool  # its observation failed, in this component or another
    kinds: tuple[str, str]  # "float32", or "Python float" for a plain number; of got and want
    retyped: bool  # the kind of got is not one that is accepted for want
    rtol: float
    atol: float
    rounding: float  # one rounding error of want's dtype
    arguments: tuple[Argument, ...] = ()
    siblings: tuple[Tensor, ...] = ()
    position: int = 0  # among the siblings

    def argument(self, name: str) -> Tensor | None:
        """The numbers of the argument of that name, in float64; None if this call has none."""
        found = next((argument.numbers for argument in self.arguments if argument.name == name), None)
        return None if found is None else wide(found)

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """The named quantities of the call."""
        return quantities(self.arguments)

    @cached_property
    def got_scale(self) -> float:
        """The largest finite magnitude of what was returned."""
        return largest(self.got)

    @cached_property
    def want_scale(self) -> float:
        """The largest finite magnitude of what was wanted."""
        return largest(self.want)

    def tolerance(self, values: Tensor, scale: float) -> Tensor:
        """How far a number may lie from each of `values`, of a tensor of that scale; at least some rounding errors."""
        sizes = values.abs().nan_to_num(nan=0.0, posinf=0.0)
        return self.atol * max(1.0, scale) + max(self.rtol, 8 * self.rounding) * sizes

    def close(self, actual: Tensor, predicted: Tensor, scale: float) -> Tensor:
        """Elementwise, for equal shapes: is `actual` what `predicted` says?"""
        near = (actual - predicted).abs() <= self.tolerance(predicted, scale)
        return near | (actual == predicted) | (torch.isnan(actual) & torch.isnan(predicted))

    @cached_property
    def integral(self) -> bool:
        """True if there are only whole numbers on both sides."""
        return is_whole(self.got) and is_whole(self.want)

    @cached_property
    def wrong(self) -> Tensor:
        """Elementwise, for equal shapes: what was returned is not what was wanted."""
        return ~self.close(self.got, self.want, self.want_scale)


def components(observations: Sequence[Observation], output_names: Sequence[str]) -> dict[Path, list[Pair]]:
    """The pairs of all observations by their path in the answer. Raises Unreadable if a failing one can't be read."""
    found: dict[Path, list[Pair]] = {}
    for observation in observations:
        try:
            pairs = _pairs(observation, output_names)
        except Unreadable:
            if observation.ok:
                continue
            raise
        if not observation.ok and all(pair.ok for pair in pairs.values()):
            raise Unreadable("fails for another reason than its numbers")
        for path, pair in pairs.items():
            found.setdefault(path, []).append(pair)
    return found


def _pairs(observation: Observation, output_names: Sequence[str]) -> dict[Path, Pair]:
    names = dict(enumerate(observation.names))
    arguments = tuple(
        Argument(f"`{names[i]}`" if names.get(i) else f"the {ordinal(i)} argument", value)
        for i, value in enumerate(observation.arguments)
    )
    leaves = list(_leaves(observation.got, observation.want, (), len(output_names)))
    siblings = tuple(wide(read(want)) for _, _, want in leaves)
    found = {}
    for position, (path, got, want) in enumerate(leaves):
        pair = _pair(observation, got, want)
        found[path] = replace(pair, arguments=arguments, siblings=siblings, position=position)
    return found


def _leaves(got: Any, want: Any, path: Path, outputs: int) -> Iterator[tuple[Path, Any, Any]]:
    """Walk both structures at once. A list of plain numbers is one leaf, unless its entries are named outputs."""
    if want is None and got is None:
        return
    if isinstance(want, dict):
        if not isinstance(got, dict) or got.keys() != want.keys():
            raise Unreadable
        entries = [(key, got[key], want[key]) for key in want]
    elif isinstance(want, (tuple, list)):
        if not isinstance(got, (tuple, list)) or len(got) != len(want):
            raise Unreadable
        named = not path and len(want) == outputs
        if want and not named and not _is_mixed(want) and all(isinstance(item, (int, float)) for item in (*got, *want)):
            yield path, got, want
            return
        entries = [(i, got[i], want[i]) for i in range(len(want))]
    else:
        yield path, got, want
        return
    for key, got_entry, want_entry in entries:
        yield from _leaves(got_entry, want_entry, (*path, key), outputs)


def _is_mixed(want: Any) -> bool:
    """Whether it is a tuple with floats: other than sizes, which are ints, its entries stand for different things."""
    return isinstance(want, tuple) and any(isinstance(item, float) for item in want)


def _pair(observation: Observation, got_leaf: Any, want_leaf: Any) -> Pair:
    got, want = read(got_leaf), read(want_leaf)
    if observation.ok and got.shape != want.shape:
        raise Unreadable("right by a test that is not about these numbers")
    if is_plain(want_leaf):
        accepted = category(got) == category(want) or (category(got), category(want)) == ("int", "float")
    else:
        accepted = not is_plain(got_leaf) and got.dtype == want.dtype
    pair = Pair(
        got=wide(got),
        want=wide(want),
        ok=observation.ok,
        in_failing=not observation.ok,
        kinds=(kind(got_leaf), kind(want_leaf)),
        retyped=not (accepted or observation.ok),
        rtol=observation.rtol,
        atol=observation.atol,
        rounding=torch.finfo(want.dtype if want.is_floating_point() else torch.float64).eps,
    )
    right = accepted and got.shape == want.shape and not bool(pair.wrong.any())
    return replace(pair, ok=pair.ok or right)
