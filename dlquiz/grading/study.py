"""What a wrong answer shows when the learner's code is asked again, on the house: beside what the check has seen.

A default value that is not the prompt's; an argument that has no influence; how far the answer is right (stages.py).
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from dlquiz.grading.bounds import Allowance
from dlquiz.grading.compare import agree
from dlquiz.grading.evidence import smallest_first
from dlquiz.grading.proxies import AuthorError, Bounded, Call, Channel, Reference, Side, Watch
from dlquiz.grading.reference import LocalReference
from dlquiz.grading.run import Run
from dlquiz.grading.shrink import Equation, equation_of
from dlquiz.grading.stages import reached
from dlquiz.grading.tolerance import EXACT
from dlquiz.model import Exercise
from dlquiz.sandbox.intermediates import LARGEST
from dlquiz.sandbox.process import Missing, Raised, Unreadable
from dlquiz.sandbox.values import tensors_in

MOST_PARTS = 8  # of a default that is a tuple
SECONDS = 0.5  # of the judge's processor time, for asking about influence; usually a tenth of it is used
MOST_ASKED = 2  # cases in which an argument must be without influence
Change = Callable[[Any], Any]
Changes = Callable[[Reference, Call], Iterator[tuple[str, list[Any]]]]
NO_ANSWER = object()  # where a side does not answer


@dataclass(frozen=True)
class Study:
    """Sentences; "" where there is nothing to say."""

    default: str = ""
    says: str = ""  # the check's own word
    ignored: str = ""
    stage: str = ""


def study(exercise: Exercise, run: Run, impl: Channel, ref: Reference) -> Study:
    """Asks about a failed run. Raises Died if the sandbox does not survive it."""
    items = smallest_first(run)
    call = items[0].call if items else run.last_call()
    default = wrong_default(call, impl, ref) if call else ""
    says = items[0].says if items else ""
    equations = [equation for item in items if (equation := equation_of(item, run))]
    if not equations or equation_of(items[0], run) is None:
        return Study(default, says)
    first = equations[0]
    alike = [e for e in equations if (e.call.name, e.path) == (first.call.name, first.path) and not e.large]
    if not alike:
        return Study(default, says)
    ignored = Influence(impl, ref, run.sides).words(alike)
    stage = ""
    if exercise.stages and isinstance(ref, LocalReference):  # a record knows no steps
        stage = reached(exercise.solution, exercise.stages, alike, impl, ref, run.sides)
    return Study(default, says, ignored, stage)


def wrong_default(call: Call, impl: Channel, ref: Reference) -> str:
    """Names a parameter that a call leaves to its default, where that is another number than the reference's."""
    if call.helper is not None or call.on_object:
        return ""
    signature = ref.signature(call.name)
    if signature is None:
        return ""
    try:
        given = signature.bind(*call.args, **call.kwargs).arguments
        theirs = impl.request("defaults", 0, call.name, (), {})
    except (TypeError, ValueError, Raised, Missing, Unreadable):
        return ""
    for name, parameter in signature.parameters.items():
        mine, due = theirs.get(name) if isinstance(theirs, dict) else None, parameter.default
        if name not in given and _is_number(mine) and _is_number(due) and mine != due:
            return (
                f"The default of `{name}` is {mine} in your `def` line; that is not the one in the prompt. "
                f"This call leaves `{name}` out."
            )
    return ""


def _is_number(value: Any) -> bool:
    """Also a tuple of numbers; no int that is too long to be shown."""
    if isinstance(value, tuple):
        return 0 < len(value) <= MOST_PARTS and all(map(_is_number, value))
    return isinstance(value, float) or (isinstance(value, int) and abs(value) <= LARGEST)


class Influence:
    """Which arguments change the learner's answer, where they change the right one."""

    def __init__(self, impl: Channel, ref: Reference, seed: int) -> None:
        self.impl, self.ref, self.seed = impl, ref, seed
        self.right = Bounded(ref)
        self.allowance = Allowance(SECONDS)
        self._unchanged: dict[int, tuple[Any, Any]] = {}

    def words(self, equations: Sequence[Equation]) -> str:
        """Names the arguments without influence in the largest of the cases; "" if there are none."""
        largest = list(reversed(equations))[:MOST_ASKED]
        without = self._without(largest, changed_calls)
        if self.allowance.spent:
            return ""
        if not without:
            return self._in_part(largest)
        names = [f"`{name}`" for name in without]
        which = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
        look = "it comes in, and whether what is made of it" if len(names) == 1 else "they come in, and whether that"
        stays = f"With other values of {which} the answer stays the same; the right one does not."
        return f"{stays} Look at where {look} is used."

    def _without(self, equations: Sequence[Equation], changes_of: Changes) -> list[str]:
        """What has no influence in any of the cases."""
        without: list[str] | None = None
        for equation in equations:
            here = [name for name, calls in changes_of(self.ref, equation.call) if self._is_ignored(equation, calls)]
            without = here if without is None else [name for name in without if name in here]
        return without or []

    def _in_part(self, equations: Sequence[Equation]) -> str:
        """The same of the first or last entries of a tensor."""
        if self.ref.foreseen:
            return ""
        without = self._without(equations, calls_changed_in_part)
        if len(without) != 1 or self.allowance.spent:
            return ""
        stays = f"With other numbers in {without[0]}, the answer stays the same; the right one does not."
        return f"{stays} Look at where your loops, slices and indices begin and end."

    def _is_ignored(self, equation: Equation, changes: Sequence[Any]) -> bool:
        """True if the right answer changes by one of the changed calls, and the learner's by none."""
        was, due = self._as_it_is(equation)
        if due is NO_ANSWER or not _finite(was) or next(tensors_in(was), was) is None:
            return False
        if any(not tensor.numel() for tensor in tensors_in(was)):  # which has nothing to change
            return False
        told = False
        for args, kwargs in changes:
            if self.allowance.spent:
                return False
            if not agree(self._answer(self.impl, equation, args, kwargs), was, EXACT):
                return False
            right = self._answer(self.right, equation, args, kwargs)
            told |= right is not NO_ANSWER and _finite(right) and not agree(right, due)
        return told

    def _as_it_is(self, equation: Equation) -> tuple[Any, Any]:
        """What the learner's code and the reference answer to the call itself."""
        if id(equation) not in self._unchanged:
            args, kwargs = equation.call.args, equation.call.kwargs
            was, due = (self._answer(side, equation, args, kwargs) for side in (self.impl, self.right))
            self._unchanged[id(equation)] = was, due
        return self._unchanged[id(equation)]

    def _answer(self, channel: Channel, equation: Equation, args: Any, kwargs: Any) -> Any:
        channel.begin(self.seed)
        try:
            return equation.of(getattr(Side(channel, Watch()).module, equation.call.name)(*args, **kwargs))
        except (AuthorError, Raised, Missing, Unreadable, TypeError, LookupError):
            return NO_ANSWER


def changed_calls(ref: Reference, call: Call) -> Iterator[tuple[str, list[Any]]]:
    """The name of each tensor or number in the arguments, and the calls with another value there."""
    for name, leaf, calls_with in _with_another(ref, call):
        yield name, [calls_with(changed) for changed in others(leaf)]


def _with_another(ref: Reference, call: Call) -> Iterator[tuple[str, Any, Callable[[Any], tuple[Any, Any]]]]:
    """Each tensor or number in the arguments: its name, itself, and what makes the call with another in its place."""
    signature = ref.signature(call.name)
    try:
        bound = signature.bind(*call.args, **call.kwargs) if signature is not None else None
    except TypeError:
        return
    if bound is None or any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in bound.signature.parameters.values()):
        return
    for name, value in bound.arguments.items():
        for shown, leaf, put in leaves(name, value):
            yield shown, leaf, _calls_with(bound, name, put)


def _calls_with(bound: inspect.BoundArguments, name: str, put: Change) -> Callable[[Any], tuple[Any, Any]]:
    def calls_with(changed: Any) -> tuple[Any, Any]:
        now = inspect.BoundArguments(bound.signature, bound.arguments | {name: put(changed)})
        return now.args, now.kwargs

    return calls_with


def calls_changed_in_part(ref: Reference, call: Call) -> Iterator[tuple[str, list[Any]]]:
    """The first and the last place along each axis of each tensor, and the calls with other numbers there."""
    for name, leaf, calls_with in _with_another(ref, call):
        if not isinstance(leaf, Tensor) or not leaf.is_floating_point():
            continue
        for axis in (axis for axis in range(leaf.dim()) if leaf.shape[axis] > 1):
            for word, place in (("last", -1), ("first", 0)):
                shown = f"the {word} place along axis {axis} of `{name}` (counted from 0)"
                yield shown, [calls_with(_shifted(leaf, axis, place, by)) for by in (0.75, -4.0)]


def _shifted(tensor: Tensor, axis: int, place: int, by: float) -> Tensor:
    changed = tensor.clone()
    changed.select(axis, place).add_(by)
    return changed


def leaves(name: str, value: Any) -> Iterator[tuple[str, Any, Change]]:
    """The tensors and numbers of an argument: the name of each, itself, and the argument with another in its place."""
    if isinstance(value, dict):
        for key, item in value.items():
            for shown, leaf, put in leaves(f"{name}[{key!r}]", item):
                yield shown, leaf, _put_under(key, value, put)
    elif isinstance(value, (Tensor, int, float)):
        yield name, value, lambda new: new


def _put_under(key: Any, whole: dict[Any, Any], put: Change) -> Change:
    return lambda new: whole | {key: put(new)}


def others(value: Any) -> Iterator[Any]:
    """Other values of the same kind, as like the first as may be: positive if it is, a class if it is one."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1, value * 2)
    elif isinstance(value, float):
        yield from (value * 0.9, value * 1.3, -value)
    elif isinstance(value, Tensor) and value.numel():
        if value.is_floating_point():
            yield value * 1.5 + 0.25
            yield value.flatten().flip(0).reshape(value.shape) * 0.75
            yield -4 * value
        elif value.dtype is torch.bool:
            yield ~value
            yield value.flatten().roll(1).reshape(value.shape)
        else:
            yield value.flatten().roll(1).reshape(value.shape)
            yield value.flatten().flip(0).reshape(value.shape)


def _finite(answer: Any) -> bool:
    return all(bool(torch.isfinite(tensor).all()) for tensor in tensors_in(answer) if tensor.is_floating_point())
