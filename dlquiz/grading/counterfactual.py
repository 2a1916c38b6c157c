"""Is it the right answer to another question? The reference is asked again with one argument changed.

"As if `mask` were inverted", "as if `is_causal` were False", "along another axis": where the reference's answer to the
changed call is what the learner returned, in every comparison that failed and in every one that passed, that is the
mistake, and it has a name in the exercise's own words.
"""

import inspect
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from dlquiz.grading.bounds import Allowance
from dlquiz.grading.cases import what_goes_wrong
from dlquiz.grading.compare import agree
from dlquiz.grading.further import further
from dlquiz.grading.proxies import AuthorError, Bounded, Call, NotForeseen, Reference, Side, Unanswered, Watch
from dlquiz.grading.question import Question
from dlquiz.grading.run import Filed, Run
from dlquiz.grading.shrink import Equation, equation_of
from dlquiz.sandbox.process import Died, Missing, Raised, Unreadable
from dlquiz.sandbox.values import tensors_in

FEWEST_FLOATS, FEWEST_INTEGERS = 3, 4  # different numbers that must be met, so that it is no coincidence
ENOUGH_BITS = 24  # of fewer, but larger integers: some hundred changes are tried
MOST_ASKED = 12  # failing comparisons for which the reference is asked again, the smallest ones
MOST_UNANSWERED = 1  # questions that the reference takes too long for, before no more are asked
MOST_OTHERS = 40  # and other ones: those of this check that hold, and those of other checks
OPENING = "This would be the right answer"


@dataclass(frozen=True)
class Asked:
    """One comparison of a check, and its call with the arguments by name."""

    item: Filed
    equation: Equation
    arguments: dict[str, Any]
    seed: int  # what both sides began its check with


class Counterfactuals:
    """The changed questions of one check's run; they must also explain the `others`, other checks' runs."""

    def __init__(self, run: Run, others: Sequence[Run], reference: Reference) -> None:
        self.reference = reference
        self.module = Side(Bounded(reference), Watch()).module
        found, elsewhere = self._all(run), [asked for other in others for asked in self._all(other)]
        self.wrong = sorted([asked for asked in found if not asked.item.ok], key=_size)
        self.right = [asked for asked in found if asked.item.ok]
        self.right_elsewhere = [asked for asked in elsewhere if asked.item.ok]
        self.failing = self.wrong[:MOST_ASKED]
        self.others = sorted([*self.right, *elsewhere], key=_size)[:MOST_OTHERS]
        self.complete = len(self.wrong) == len(run.failing())
        self.unanswered = 0

    def search(self, seconds: float) -> tuple[str, str] | None:
        """(id, text) of the change that explains every comparison; None if there is none, or some that differ.

        `seconds` of processor time are there for changes of parts of arguments.
        """
        if not self.failing or not self.complete:
            return None
        first = self.failing[0]
        return self._first(self._questions(first)) or self._first(self._further(first), Allowance(seconds))

    def split(self, failed: Sequence[Run]) -> tuple[str, str] | None:
        """(id, text) of what tells the calls that go wrong, also in other `failed` checks, from those that do not."""
        if not self.wrong or not self.complete:
            return None
        part = _part(self.wrong[0])
        if any(_part(asked) != part for asked in self.wrong):
            return None
        there = [asked for run in failed for asked in self._all(run)]
        wrong = [*self.wrong, *(asked for asked in there if not asked.item.ok)]
        right = [*self.right, *self.right_elsewhere, *(asked for asked in there if asked.item.ok)]
        for some, others, calls in ((wrong, right, "calls"), (self.wrong, self.right, "calls of this check")):
            alike = [[asked.arguments for asked in items if _part(asked) == part] for items in (some, others)]
            text = what_goes_wrong(alike[0], alike[1], calls)
            if text:
                return "cases", text
        return None

    def _first(self, questions: Iterator[Question], allowance: Allowance | None = None) -> tuple[str, str] | None:
        holding = []
        for question in questions:
            if allowance is not None and allowance.spent:
                return None  # another one might hold, too
            if self._explains(question):
                holding.append(question)
            if self.unanswered > MOST_UNANSWERED:
                return None  # there is time for other things alone
        if len({question.about for question in holding}) != 1:
            return None
        return holding[0].id, f"{OPENING} {holding[0].words}. {holding[0].look}"

    def _all(self, run: Run) -> list[Asked]:
        return [asked for item in run.filed if (asked := self._asked(item, run)) is not None]

    def _asked(self, item: Filed, run: Run) -> Asked | None:
        equation = equation_of(item, run)
        if equation is None or equation.large:
            return None
        arguments = by_name(self.reference.signature(equation.call.name), equation.call)
        return None if arguments is None else Asked(item, equation, arguments, run.sides)

    def _explains(self, question: Question) -> bool:
        values: list[Any] = []
        for asked in self.failing:
            answer = self._answer(question, asked)
            if answer in (NO_ANSWER, NOT_FORESEEN) or not agree(asked.item.got, answer):
                return False
            values.append(answer)
        for asked in self.others:  # where the question can be asked, the changed answer must be theirs there, too
            answer = self._answer(question, asked)
            if answer is NOT_FORESEEN or (answer is not NO_ANSWER and not agree(asked.item.got, answer)):
                return False
        return telling(values)

    def _answer(self, question: Question, asked: Asked) -> Any:
        try:
            changed = question.change(dict(asked.arguments))
            if changed is None:
                return NO_ANSWER
            self.reference.begin(asked.seed)
            answer = getattr(self.module, asked.equation.call.name)(**changed)
            return question.undo(asked.equation.of(answer), asked.arguments)
        except NotForeseen:
            return NOT_FORESEEN
        except Unanswered:
            self.unanswered += 1
            return NOT_FORESEEN
        except (AuthorError, Raised, Missing, Unreadable, Died, TypeError, ValueError, LookupError, RuntimeError):
            return NO_ANSWER

    def _questions(self, asked: Asked) -> Iterator[Question]:
        signature = self.reference.signature(asked.equation.call.name)
        assert signature is not None  # or nothing would have been asked
        return questions(asked.arguments, signature)

    def _further(self, asked: Asked) -> Iterator[Question]:
        if self.reference.foreseen:
            return iter(())
        words: dict[str, dict[str, None]] = {}
        for one in (*self.failing, *self.others):
            same_function = one.equation.call.name == asked.equation.call.name
            for name, value in one.arguments.items() if same_function else ():
                if isinstance(value, str):
                    words.setdefault(name, {})[value] = None
        return further(asked.arguments, {name: tuple(seen) for name, seen in words.items()})


NO_ANSWER, NOT_FORESEEN = object(), object()


def is_plain(signature: inspect.Signature) -> bool:
    """Whether every argument has a place and a name."""
    return all(p.kind is p.POSITIONAL_OR_KEYWORD for p in signature.parameters.values())


def by_name(signature: inspect.Signature | None, call: Call) -> dict[str, Any] | None:
    """The arguments of a call by their names, defaults too; None where they do not fit."""
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    if signature is None or any(parameter.kind not in named for parameter in signature.parameters.values()):
        return None
    try:
        bound = signature.bind(*call.args, **call.kwargs)
    except TypeError:
        return None
    bound.apply_defaults()
    return dict(bound.arguments)


def questions(arguments: dict[str, Any], signature: inspect.Signature) -> Iterator[Question]:
    """All changes of a call with these arguments."""
    for name, value in arguments.items():
        yield from of_argument(name, value, signature.parameters[name].default)
    tensors = [name for name, value in arguments.items() if isinstance(value, Tensor)]
    for index, first in enumerate(tensors):
        for second in tensors[index + 1 :]:
            yield exchanged(first, second)
    yield from along_other_axes(arguments)


def of_argument(name: str, value: Any, default: Any) -> Iterator[Question]:
    """The changes of one argument."""
    look = f"Look at where `{name}` comes in."

    def question(id: str, words: str, changed: Callable[[Any], Any], advice: str = look) -> Question:
        def change(arguments: dict[str, Any]) -> dict[str, Any] | None:
            now = arguments[name]
            return arguments | {name: changed(now)} if isinstance(now, type(value)) else None

        return Question(id, name, words, advice, change)

    if isinstance(value, bool):
        yield question("flag", f"with `{name}` {not value}", lambda now: not value)
    elif isinstance(value, Tensor) and value.dtype == torch.bool:
        advice = f"Look at what True means in `{name}`."
        yield question("mask_inverted", f"with `{name}` inverted", torch.logical_not, advice)
    elif isinstance(value, int):
        yield question("one_more", f"for `{name}` + 1", lambda now: now + 1)
        yield question("one_less", f"for `{name}` − 1", lambda now: now - 1)
    elif isinstance(value, float):
        yield question("complement", f"for 1 − `{name}`", lambda now: 1 - now, f"Look at which of the two `{name}` is.")
    elif isinstance(value, Tensor) and value.is_floating_point():
        yield question("opposite", f"for −`{name}`", torch.neg)
        yield question("ignored", f"as if `{name}` were 0", torch.zeros_like)
    if default is not inspect.Parameter.empty and not isinstance(value, bool) and value is not default:
        words = f"without `{name}`" if default is None else f"for `{name}` = {default}"
        yield question("default", words, lambda now: default, f"`{name}` is not used, or lost on the way. {look}")


def exchanged(first: str, second: str) -> Question:
    """Two tensors in each other's place."""

    def change(arguments: dict[str, Any]) -> dict[str, Any] | None:
        a, b = arguments[first], arguments[second]
        fits = isinstance(a, Tensor) and isinstance(b, Tensor) and a.dtype == b.dtype
        return arguments | {first: b, second: a} if fits else None

    words = f"with `{first}` and `{second}` exchanged"
    return Question("exchanged", f"{first} {second}", words, "Look at which of the two stands where.", change)


def along_other_axes(arguments: dict[str, Any]) -> Iterator[Question]:
    """The numbers of the only tensor in another arrangement, and the answer arranged back."""
    tensors = [name for name, value in arguments.items() if isinstance(value, Tensor) and value.is_floating_point()]
    if len(tensors) != 1:
        return
    (name,) = tensors
    look = "Look at the axis over which it sums or normalises."

    def turned(i: int, j: int) -> Question:
        def change(now: dict[str, Any]) -> dict[str, Any] | None:
            return now | {name: now[name].transpose(i, j)} if now[name].dim() >= 2 else None

        def undo(answer: Any, now: dict[str, Any]) -> Any:
            return answer.transpose(i, j) if answer.dim() == now[name].dim() else answer

        return Question("other_axis", name, f"for another axis of `{name}`", look, change, undo)

    def flat(now: dict[str, Any]) -> dict[str, Any] | None:
        return now | {name: now[name].reshape(1, -1)} if now[name].dim() >= 2 else None

    yield turned(-1, -2)
    yield turned(-1, 0)
    yield Question(
        "all_axes", name, f"for all numbers of `{name}` taken together", look, flat,
        lambda answer, now: answer.reshape(now[name].shape),
    )  # fmt: skip


def telling(values: Sequence[Any]) -> bool:
    """Enough different numbers for it to be no coincidence."""
    floats: set[float] = set()
    integers: set[float] = set()
    for value in values:
        if isinstance(value, (int, float)):
            (floats if isinstance(value, float) else integers).add(value)
        for tensor in tensors_in(value):
            numbers = tensor[torch.isfinite(tensor)].unique().tolist()  # type: ignore[no-untyped-call]
            (floats if tensor.is_floating_point() else integers).update(numbers)
    floats -= {0.0, 1.0}
    integers -= {0, 1}
    many = len(integers) >= FEWEST_INTEGERS or (len(integers) > 1 and sum(map(_bits, integers)) >= ENOUGH_BITS)
    return len(floats) >= FEWEST_FLOATS or many


def _bits(number: float) -> float:
    return math.log2(1 + abs(number))


def _part(asked: Asked) -> tuple[str, tuple[Any, ...]]:
    """The function that was called, and what of its answer was compared."""
    return asked.equation.call.name, asked.equation.path


def _size(asked: Asked) -> int:
    return sum(tensor.numel() for tensor in tensors_in(tuple(asked.arguments.values())))
