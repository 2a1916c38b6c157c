"""Reference and known mistakes of a release: they answer from the record."""

import inspect
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from dlquiz.grading.counterfactual import is_plain
from dlquiz.grading.endings import in_like_words, words_apart
from dlquiz.grading.proxies import InProcess, NotForeseen
from dlquiz.grading.recorded.questions import NEAR, Question, distance, question
from dlquiz.grading.recorded.samples import thinned
from dlquiz.grading.recorded.tape import Answer, Asked, Outcome, Section, Tape, read_tape
from dlquiz.grading.run import Ending, Filed, Run, same_ending
from dlquiz.sandbox.process import Died, Missing, Raised, Unreadable
from dlquiz.sandbox.values import Decoder, Tree

if TYPE_CHECKING:
    from dlquiz.grading.diagnosis import Finding

NAME = "the record of this exercise"
MODULE = 0


class RecordedReference(InProcess):
    """The reference's answers to what was asked while they were recorded (see proxies.Reference)."""

    foreseen = True

    def __init__(self, recorded: bytes) -> None:
        """Raises BankError if the record can't be read."""
        super().__init__()
        self.tape = read_tape(recorded, NAME)
        self._finder: Finder | None = None
        self._signatures = {name: self._signature(parts) for name, parts in self.tape.index.parameters.items()}
        self._past = b""

    def begin(self, seed: int) -> None:
        """A check begins."""
        section = self.tape.section(seed)
        if self._finder is None or self._finder.section is not section:
            self._finder = Finder(section) if section else None
        self._past = b""

    def raw(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Tree, bytes]:
        """The encoded answer. Raises NotForeseen."""
        asked, answer = self._find(op, target, name, args, kwargs)
        if asked.stateful:
            self._past = asked.exact
        return moved(answer, self.tape, asked.device)

    def parameter_names(self) -> dict[str, tuple[str, ...]]:
        """See proxies.Reference."""
        return self.tape.index.names

    def signature(self, name: str) -> inspect.Signature | None:
        """See proxies.Reference."""
        return self._signatures.get(name)

    def _signature(self, parts: tuple[tuple[str, int], ...]) -> inspect.Signature:
        kind, answers = inspect.Parameter.POSITIONAL_OR_KEYWORD, self.tape.index.answers
        defaults = [inspect.Parameter.empty if n < 0 else self.read(*self.tape.encoded(answers[n])) for _, n in parts]
        return inspect.Signature(
            [inspect.Parameter(name, kind, default=value) for (name, _), value in zip(parts, defaults, strict=True)]
        )

    def vouch(self, problem: object) -> None:
        """See proxies.Reference: that was done before anything was recorded."""

    def numerical(self, forward: str, at: tuple[Any, ...], cotangent: Any, argnum: int) -> Tensor | None:
        """See proxies.Reference."""
        found: Tensor | None = None
        with suppress(NotForeseen):
            found = self.request("numerical", MODULE, forward, (*at, cotangent), {"argnum": argnum})
        return found

    def _find(
        self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[Question, Answer]:
        asked = question(op, target, name, *canonical(self.signature, op, target, name, args, kwargs), self._past)
        number = self._finder.find(asked) if self._finder else None
        if number is None:
            what = str(name) if op != "there" else "a helper"
            raise NotForeseen(
                f"this release has no recorded answer to what is asked of ref here ({what}). It was recorded with "
                f"torch {self.tape.index.torch}, this is {torch.__version__}; tell whoever made the release"
            )
        return asked, self.tape.index.answers[number]


def canonical(
    signature: Callable[[str], inspect.Signature | None],
    op: str,
    target: int,
    name: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of a plain call by position, defaults too, however they were given; others as they are."""
    found = signature(name) if op == "call" and target == MODULE and isinstance(name, str) else None
    if found is None or not is_plain(found):
        return args, kwargs
    try:
        bound = found.bind(*args, **kwargs)
    except TypeError:
        return args, kwargs
    bound.apply_defaults()
    return tuple(bound.arguments.values()), {}


class Finder:
    """Finds questions in one section."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.exact = {asked.exact: asked.answer for asked in section.asked}
        self.forms: dict[bytes, list[Asked]] = {}
        for asked in section.asked:
            self.forms.setdefault(asked.form, []).append(asked)

    def find(self, asked: Question) -> int | None:
        """The number of the answer to this question, or to the nearest that differs by another machine's rounding."""
        if asked.exact in self.exact:
            return self.exact[asked.exact]
        near = [(distance(asked.numbers, other.numbers), other.answer) for other in self.forms.get(asked.form, ())]
        gap, number = min(near, default=(1.0, 0))
        return number if gap <= NEAR else None


class Opaque:
    """Stands for an object of a mistake's, which is equal to nothing."""

    dlquiz_remote = True


class RecordedMistake:
    """What a known mistake's runs came to.

    `compared`: which answers agree with which of the learner's; most mistakes share theirs with others.
    """

    def __init__(self, tape: Tape, id: str, entries: Sequence[str], compared: dict[tuple[int, int], bool]) -> None:
        self.tape, self.id, self.entries, self.compared = tape, id, entries, compared

    def reproduces(self, finding: "Finding") -> float | None:
        """See diagnosis.Suspect."""
        model = finding.run
        outcome = self._outcome(model)
        if outcome is None or len(outcome.filed) != len(model.filed):
            return None
        if (outcome.failed, outcome.broke) != (model.failed, model.broke):
            return None
        ending = self._ending(outcome)
        if not same_ending(model.ending, ending, self.entries) or not in_like_words(model, ending):
            return None
        pairs = [(item, number) for item, (number, _) in zip(model.filed, outcome.filed, strict=True)]
        if any(item.ok != ok for item, (_, ok) in zip(model.filed, outcome.filed, strict=True)):
            return None
        if not all(self._agrees(item, number, model.draw.device) for item, number in pairs):
            return None
        measured = [(item.gap, thinned(item.got), number) for item, number in pairs if item.gap is not None]
        gaps = (gap(got, self._value(number, model.draw.device)) for gap, got, number in measured)
        return max((words_apart(model, ending), *gaps))

    def _agrees(self, item: Filed, number: int, device: str) -> bool:
        key = (id(item), number)
        if key not in self.compared:
            self.compared[key] = item.agrees(thinned(item.got), self._value(number, device))
        return self.compared[key]

    def fails(self, finding: "Finding") -> bool | None:
        """See diagnosis.Suspect."""
        outcome = self._outcome(finding.run)
        if outcome is None or outcome.broke or isinstance(self._ending(outcome), Died):
            return None
        return outcome.failed

    def _outcome(self, model: Run) -> Outcome | None:
        section = self.tape.section(model.sides)
        return section.mistakes.get(self.id) if section else None

    def _ending(self, outcome: Outcome) -> Ending | None:
        return None if outcome.ending is None else exception_of(self.tape.index.answers[outcome.ending])

    def _value(self, number: int, device: str) -> Any:
        tree, blob = moved(self.tape.index.answers[number], self.tape, device)
        return Decoder(blob, lambda tag, rest: Opaque()).decode(tree)


def moved(answer: Answer, tape: Tape, device: str) -> tuple[Tree, bytes]:
    """An answer's value, on the device that was asked about; what ended the call is raised."""
    if answer.kind != "value":
        raise exception_of(answer)
    tree, blob = tape.encoded(answer)
    return (tree if device == "cpu" else on(device, tree)), blob


def exception_of(answer: Answer) -> Ending:
    """The exception that an answer stands for."""
    match answer.kind:
        case "raised":
            return Raised(answer.data)
        case "missing":
            return Missing(answer.data, ())
        case "unreadable":
            return Unreadable(answer.data)
    return Died(*answer.data)


def on(device: str, tree: Tree) -> Tree:
    """An encoded value with all its tensors on another device than that of the record, the CPU."""
    match tree:
        case ["t" | "v" as tag, dtype, shape, _, grad]:
            return [tag, dtype, shape, device, grad]
        case ["T" | "L" | "D" as tag, *items]:
            return [tag, *(on(device, item) for item in items)]
    return tree
