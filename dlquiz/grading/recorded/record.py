"""Makes an exercise's record: its checks are run with the solution and with each mistake, and all answers are kept."""

import inspect
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import torch

from dlquiz.errors import BankError
from dlquiz.grading.bounds import Endless, limited
from dlquiz.grading.counterfactual import by_name, is_plain, questions
from dlquiz.grading.diagnosis import file_of
from dlquiz.grading.endings import kept
from dlquiz.grading.proxies import AuthorError, Bounded, Call, LocalChannel, Side, Watch
from dlquiz.grading.recorded.questions import Question, question
from dlquiz.grading.recorded.replay import MODULE, canonical
from dlquiz.grading.recorded.samples import thinned
from dlquiz.grading.recorded.tape import Asked, Outcome, Section, Writer
from dlquiz.grading.reference import LocalReference
from dlquiz.grading.run import Run, entry_of
from dlquiz.grading.shrink import is_large
from dlquiz.grading.spec import Check, read_checks
from dlquiz.grading.study import changed_calls
from dlquiz.grading.trial import CheckBroke, Target, Trial
from dlquiz.model import PUBLIC_SEED, Exercise, Mistake
from dlquiz.sandbox.process import Died, Missing, Raised, Unreadable
from dlquiz.sandbox.values import Encoder, Tree

PATIENCE = 1.0  # seconds of processor time after which a mistake, or a question, counts as one that never ends
ENDINGS = (Raised, Missing, Unreadable, Died)


class CannotRecord(BankError):
    """A check, a solution or a mistake is such that no record could stand for it."""

    def __init__(self, exercise: Exercise, problem: str, fix: str) -> None:
        super().__init__(f"{exercise.meta.topic}/{exercise.meta.slug}", problem, fix)


def record(exercise: Exercise) -> bytes:
    """The record of an exercise, for the public seed, on the CPU, in every dtype.

    Raises:
        CannotRecord: the solution fails a check, or what a check asks the reference can't be foreseen.
    """
    try:
        return Recorder(exercise).record()
    except AuthorError as error:
        raise CannotRecord(
            exercise, str(error), "Correct it; the gate finds such things: dlquiz author check."
        ) from None


class Recorder:
    """One exercise's recording."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise, self.writer = exercise, Writer()
        self.reference = ListeningReference(exercise.solution, self.writer)
        self.trial = Trial(PUBLIC_SEED, exercise.meta.slug, exercise.meta.entry, self.reference)
        self.functions: set[str] = set(exercise.meta.entry)

    def record(self) -> bytes:
        """Runs everything."""
        for check in read_checks(self.exercise.checks):
            for dtype in check.dtypes:
                used_floats = self._record(check, Target(dtype))
                if not used_floats:
                    break
        return self._file()

    def _record(self, check: Check, target: Target) -> bool:
        """Records one section. Returns whether the check draws floats."""
        heard = self.reference.heard = {}
        run = self._right(check, target)
        self.functions |= {call.name for call in (*run.calls, *run.references) if call.helper is None}
        known = set(heard)
        mistakes = {}
        if self.exercise.meta.kind != "train":
            for mistake in self.exercise.mistakes:
                outcome = self._wrong(check, target, mistake)
                if outcome is not None:
                    mistakes[mistake.id] = outcome
                if not known.issuperset(heard):
                    raise CannotRecord(
                        self.exercise,
                        f"“{check.name}” asks `ref` something that depends on what `impl` answered (it does so for the "
                        f"mistake {mistake.id})",
                        "Ask `ref` about what was drawn, whatever `impl` answers.",
                    )
            if not check.heavy:
                self._foresee(run)
        self.writer.sections[self.trial.sides(check, target)] = Section(tuple(heard.values()), mistakes)
        return run.draw.used_float

    def _right(self, check: Check, target: Target) -> Run:
        own = LocalChannel(self.exercise.solution, "reference.py")
        try:
            run = self.trial.run(check, target, own, self.trial.tape())
        except CheckBroke as broke:
            raise CannotRecord(self.exercise, f"“{check.name}” failed: {broke}", "Correct it.") from None
        if run.failed:
            raise CannotRecord(self.exercise, f"the solution does not pass “{check.name}”", "Correct one of the two.")
        return run

    def _wrong(self, check: Check, target: Target, mistake: Mistake) -> Outcome | None:
        """What a mistake's run comes to; None where it can't be run or never ends."""
        try:
            channel = LocalChannel(mistake.source, file_of(mistake))
        except Exception:  # the gate says so to its author
            return None
        try:
            with limited(PATIENCE):
                run = self.trial.run(check, target, channel, self.trial.tape(), explains=False)
        except CheckBroke as broke:
            if isinstance(broke.error, AuthorError):
                raise broke.error from None
            run = broke.run
        except Endless:
            return None
        filed = tuple((self.writer.value(*encoded(thinned(item.got))), item.ok) for item in run.filed)
        ending = None if run.ending is None else ended(self.writer, run.ending, self.exercise.meta.entry)
        return Outcome(filed, run.failed, run.broke, ending)

    # -- what the judge asks beside the checks

    def _foresee(self, run: Run) -> None:
        for problem in run.gradients:
            for index, _ in problem.wanted:
                self.reference.foresee_numerical(problem.forward, problem.at, problem.cotangent, index)
        for call in run.references:
            if (
                call.helper is None
                and not call.on_object
                and not any(map(callable, (*call.args, *call.kwargs.values())))
                and not is_large(call.result)
            ):
                self._foresee_changes(call, run.sides)

    def _foresee_changes(self, call: Call, seed: int) -> None:
        """The answers to a call with one argument changed (see counterfactual, study)."""
        signature = self.reference.signature(call.name)
        arguments = by_name(signature, call)
        if signature is None or arguments is None or not is_plain(signature):
            return
        module = Side(Bounded(self.reference, PATIENCE), Watch()).module
        for item in questions(arguments, signature):
            with suppress(*ENDINGS, AuthorError, RuntimeError, TypeError, ValueError, LookupError):  # then that is kept
                changed = item.change(dict(arguments))
                if changed is not None:
                    self.reference.begin(seed)
                    getattr(module, call.name)(**changed)
        for _, calls in changed_calls(self.reference, call):
            for args, kwargs in calls:
                with suppress(*ENDINGS, AuthorError, RuntimeError, TypeError, ValueError, LookupError):
                    self.reference.begin(seed)
                    getattr(module, call.name)(*args, **kwargs)

    def _file(self) -> bytes:
        names, parameters = self.reference.parameter_names(), {}
        for name in sorted(self.functions):
            signature = self.reference.signature(name)
            if signature is not None and is_plain(signature):
                parameters[name] = tuple((p.name, self._default(p.default)) for p in signature.parameters.values())
        known = {name: names[name] for name in sorted(self.functions) if name in names}
        return self.writer.file(PUBLIC_SEED, str(torch.__version__), known, parameters)

    def _default(self, value: Any) -> int:
        return -1 if value is inspect.Parameter.empty else self.writer.value(*encoded(value))


class ListeningReference(LocalReference):
    """The solution; all that it is asked is written down in `heard`, by the questions' exact digests."""

    def __init__(self, text: str, writer: Writer) -> None:
        super().__init__(text)
        self.writer = writer
        self.heard: dict[bytes, Asked] = {}
        self._past = b""

    def begin(self, seed: int) -> None:
        """A check begins."""
        super().begin(seed)
        self._past = b""

    def raw(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Tree, bytes]:
        """The encoded answer."""
        asked = self._question(op, target, name, args, kwargs)
        try:
            tree, blob = super().raw(op, target, name, args, kwargs)
        except ENDINGS as ending:
            self._note(asked, ended(self.writer, ending, ()), name)
            raise
        self._note(asked, self.writer.value(tree, blob), name)
        return tree, blob

    def foresee_numerical(self, forward: str, at: tuple[Any, ...], cotangent: Any, argnum: int) -> None:
        """Writes down a numerical gradient."""
        answer = self.numerical(forward, at, cotangent, argnum)
        asked = self._question("numerical", MODULE, forward, (*at, cotangent), {"argnum": argnum})
        self._note(asked, self.writer.value(*encoded(answer)), forward)

    def _question(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Question:
        return question(op, target, name, *canonical(self.signature, op, target, name, args, kwargs), self._past)

    def _note(self, asked: Question, answer: int, name: Any) -> None:
        known = self.heard.setdefault(asked.exact, Asked(asked.exact, asked.form, asked.numbers, answer))
        if known.answer != answer:
            raise AuthorError(f"ref answers one question to {name} in two ways, so no record can stand for it")
        if asked.stateful:
            self._past = asked.exact


def encoded(value: Any) -> tuple[Tree, bytes]:
    """Any values, encoded; objects are not told apart."""

    encoder = Encoder(lambda item: ["h"])
    tree = encoder.encode(value)
    return tree, b"".join(blob.tobytes() for blob in encoder.blobs)


def ended(writer: Writer, ending: Exception, entries: Sequence[str]) -> int:
    """The number of an answer that is an exception. No line of the code that raised it is kept."""
    match ending:
        case Raised(failure=failure):
            name = entry_of(ending, entries)
            frames = [] if name is None else [[0, name, ""]]
            return writer.ending("raised", kept(failure) | {"frames": frames, "here": []})
        case Missing(name=name):
            return writer.ending("missing", name)
        case Died(verdict=verdict):
            return writer.ending("died", [verdict, str(ending)])
    return writer.ending("unreadable", str(ending))
