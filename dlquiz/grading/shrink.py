"""The smallest failing case made smaller: fewer rows and columns, rounder numbers, as long as it fails in the same way.

Works on a comparison whose two sides are the same call of the learner's code and of the reference. Axes of equal size
shrink together, so that shapes keep fitting; what the reference refuses, or answers with NaN, is not tried further.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from dlquiz.grading.bounds import Allowance
from dlquiz.grading.proxies import AuthorError, Bounded, Call, Channel, Reference, Remote, Side, Watch
from dlquiz.grading.run import Filed, Run, path_to
from dlquiz.sandbox.process import Died, Missing, Raised, Unreadable
from dlquiz.sandbox.values import tensors_in

LARGE = 2**14  # numbers in a right answer above which the reference is not asked for it with other arguments
SECONDS = 0.15  # of the judge's processor time, for all trials of a check
GRIDS = (1.0, 2.0, 10.0)  # numbers become multiples of 1, 1/2 or 1/10


@dataclass(frozen=True)
class Equation:
    """impl.name(*args, **kwargs) was to equal ref.name(*args, **kwargs), or the part of both that `path` leads to."""

    call: Call
    path: tuple[Any, ...]
    large: bool = False  # see LARGE

    def of(self, result: Any) -> Any:
        """The part of a result that is compared. Raises TypeError and LookupError where there is none."""
        for step in self.path:
            result = result[step]
        return result


def smaller(item: Filed, equation: Equation, impl: Channel, ref: Reference, seed: int) -> Filed:
    """A smaller failing case of the same kind, or `item` itself. `seed` is what both sides begin with."""
    if item.again is None:
        return item
    trials = Trials(item, equation, impl, ref, seed)
    free = [are_free(tensor) for tensor in tensors_in(equation.call.args)]
    while trials.improve(sizes(trials.args)) or trials.improve(values(trials.args, free)):
        pass
    return trials.best


def equation_of(item: Filed, run: Run) -> Equation | None:
    """The two calls that `item` compares; None if it compares something else."""
    call = item.call
    if call is None or call.helper is not None or call.on_object or call.result is None:
        return None
    if any(callable(value) or isinstance(value, Remote) for value in (*call.args, *call.kwargs.values())):
        return None
    mine = path_to(item.got, call.result)
    for theirs in reversed(run.references):
        same = theirs.name == call.name and _same(theirs.args, call.args) and _same(theirs.kwargs, call.kwargs)
        if same and mine is not None and mine == path_to(item.want, theirs.result):
            return Equation(call, mine, is_large(theirs.result))
    return None


def is_large(answer: Any) -> bool:
    """Whether an answer has more than LARGE numbers. Of such ones a release could not hold many."""
    return sum(tensor.numel() for tensor in tensors_in(answer)) > LARGE


def _same(mine: Any, theirs: Any) -> bool:
    """The very same values, not others that are equal."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return mine.keys() == theirs.keys() and all(_same(mine[key], theirs[key]) for key in mine)
    if isinstance(mine, (tuple, list)) and isinstance(theirs, (tuple, list)):
        return len(mine) == len(theirs) and all(map(_same, mine, theirs))
    return mine is theirs or (not isinstance(mine, Tensor) and type(mine) is type(theirs) and bool(mine == theirs))


class Trials:
    """Tries arguments, and keeps the last ones that failed as the first did."""

    def __init__(self, item: Filed, equation: Equation, impl: Channel, ref: Reference, seed: int) -> None:
        self.best, self.args, self.equation = item, equation.call.args, equation
        self.channels, self.seed = (impl, Bounded(ref)), seed
        found = item.explain()
        self.verdict = found.verdict if found else None
        self.allowance = Allowance(SECONDS)

    def improve(self, candidates: Iterator[tuple[Any, ...]]) -> bool:
        """Goes over to the first of these arguments that fail in the same way; False if there are none."""
        for args in candidates:
            if self.allowance.spent:
                return False
            found = self._filed(args)
            if found is not None:
                self.best, self.args = found, args
                return True
        return False

    def _filed(self, args: tuple[Any, ...]) -> Filed | None:
        try:
            got, want = (self._answer(channel, args) for channel in self.channels)
            parts = self.equation.of(got), self.equation.of(want)
        except (AuthorError, Raised, Missing, Unreadable, Died, TypeError, LookupError):
            return None
        if not all(bool(torch.isfinite(t).all()) for t in tensors_in(parts[1]) if t.is_floating_point()):
            return None
        assert self.best.again is not None
        found = self.best.again(*parts, Call(self.equation.call.name, args, self.equation.call.kwargs, got))
        said = None if found.ok else found.explain()
        return found if said is not None and said.verdict is self.verdict else None

    def _answer(self, channel: Channel, args: tuple[Any, ...]) -> Any:
        channel.begin(self.seed)
        module = Side(channel, Watch()).module
        return getattr(module, self.equation.call.name)(*args, **self.equation.call.kwargs)


def sizes(args: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The arguments with all axes of one size cut to fewer entries, the largest size first."""
    there = sorted({size for tensor in tensors_in(args) for size in tensor.shape if size > 1}, reverse=True)
    for size in there:
        for fewer in sorted({1, 2, size // 2}):
            if fewer < size:
                yield mapped(args, lambda tensor, size=size, fewer=fewer: cut(tensor, size, fewer))  # type: ignore[misc]


def cut(tensor: Tensor, size: int, fewer: int) -> Tensor:
    """The first `fewer` entries along every axis of that size."""
    return tensor[tuple(slice(fewer if length == size else None) for length in tensor.shape)].clone()


def values(args: tuple[Any, ...], free: Sequence[bool]) -> Iterator[tuple[Any, ...]]:
    """The arguments with rounder numbers in the tensors that are `free`: all at once, or one alone."""
    for grid in GRIDS:
        chosen = [set(range(len(free))), *({index} for index in range(len(free)))]
        for some in chosen if len(free) > 1 else chosen[:1]:
            turns = iter(range(len(free)))
            rounded = mapped(args, lambda t: rounder(t, grid) if free[i := next(turns)] and i in some else t)  # noqa: B023
            if any(a is not b for a, b in zip(tensors_in(args), tensors_in(rounded), strict=True)):
                yield rounded


def are_free(tensor: Tensor) -> bool:
    """Numbers of both signs: others may be bound to be positive, to add up to 1, to stand in order."""
    return tensor.is_floating_point() and bool((tensor < 0).any()) and bool((tensor > 0).any())


def rounder(tensor: Tensor, grid: float) -> Tensor:
    """Multiples of 1 / grid; the tensor itself if it has such numbers, or infinite ones."""
    rounded = (tensor * grid).round() / grid + 0.0  # never −0
    known = any(torch.equal(tensor, (tensor * coarse).round() / coarse) for coarse in GRIDS if coarse <= grid)
    return tensor if known or not bool(torch.isfinite(rounded).all()) else rounded


def mapped(value: Any, change: Callable[[Tensor], Tensor]) -> Any:
    """`value` with every tensor in it changed."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, (tuple, list)):
        return type(value)(mapped(item, change) for item in value)
    if isinstance(value, dict):
        return {key: mapped(item, change) for key, item in value.items()}
    return value
