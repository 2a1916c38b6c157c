"""The judge: runs an exercise's checks on a submission, through a sandbox, and makes the report.

It trusts checks.py, the reference and nothing else. A fault of these, or of its own, is `internal` and never counted
against the learner.
"""

import codecs
import contextlib
import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import msgspec
import torch

from dlquiz.errors import GraderFault
from dlquiz.grading import bounds, evidence
from dlquiz.grading.bounds import Allowance, limited_memory, limited_time
from dlquiz.grading.counterfactual import OPENING
from dlquiz.grading.describe import noun
from dlquiz.grading.diagnosis import WEAK, Finding, Named, covers, diagnose
from dlquiz.grading.proxies import AuthorError, LocalChannel, Reference, ReferenceFailed
from dlquiz.grading.recorded import RecordedReference
from dlquiz.grading.recorded.mistakes import KnownMistakes
from dlquiz.grading.recorded.replay import RecordedMistake
from dlquiz.grading.recorded.tape import Tape as Record
from dlquiz.grading.reference import LocalReference
from dlquiz.grading.run import Filed, Run
from dlquiz.grading.shortcuts import LISTEN_SECONDS, UNSEARCHABLE, Proven, Refusal, TextSearch, listen
from dlquiz.grading.shrink import equation_of, smaller
from dlquiz.grading.signatures import SOME, explain
from dlquiz.grading.spec import Check, read_checks
from dlquiz.grading.study import Study, study
from dlquiz.grading.tolerance import widening
from dlquiz.grading.trial import CheckBroke, Target, Trial
from dlquiz.model import CheckResult, Diagnosis, Exercise, Job, Report, Verdict, Where
from dlquiz.sandbox.lockdown import Protection, missing
from dlquiz.sandbox.process import Clock, Died, Fork, Missing, Output, Raised, Sandbox, Unreadable
from dlquiz.sandbox.steps import PROCESSES, Terms

IMPORT_SECONDS = 5.0
HOUSE_SECONDS = 3.0  # of waiting for answers that are asked for on the house, about one failed check
MOST_ON_THE_HOUSE = 6.0  # and in all of a job
SKIPPED_SECONDS = 1.0  # of waiting for the answers to skipped checks, and of the judge's own processor time
SKIPPED_EACH = 0.4  # for one: who learns nothing goes on for a million epochs; right answers take 0.09 at most
COMPILER = re.compile(  # most of what makes torch import torch._dynamo; a miss costs its sandbox the time
    rb"\boptim\b|torch\.compile|compiler|_dynamo|checkpoint|profiler|nested|attention\.bias|\bjac|hessian|"
    rb"\bfunc\b[^\n]*\b(?:grad|jvp|linearize)"
)
UNHEARD = (
    "Forbidden shortcuts were looked for in the text, but not to the end while the code ran ({why}). "
    "That none was found there proves nothing."
)
WIDER = "Differences may be {:g} times as large as usual in {}: the course says so."
UNSTABLE = Diagnosis(
    "signature",
    ("differs_from_run_to_run",),
    "The answer differs from run to run, for the same arguments and the same seed. Something is carried from one call "
    "to the next, or drawn from another source of randomness than the one given.",
)


@dataclass
class Outcome:
    """A check's result so far, and what diagnosis needs of it."""

    check: Check
    verdict: Verdict
    message: str = ""
    finding: Finding | None = None
    steady: bool = True  # a failed check gave the same answers twice
    passed_on: dict[str, None] = field(default_factory=dict)  # targets, in order
    floatless: bool = False  # it draws no floats, so one run stands for all dtypes
    result: CheckResult | None = None
    output: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def runs_on(self, target: str) -> bool:
        """True unless the check is not made for the target's dtype."""
        return target.partition(" ")[0] in self.check.dtypes


def grade(
    exercise: Exercise,
    job: Job,
    fork: Fork,
    last_words: Callable[[Report], None],
    tell: Callable[[str | Report], None],
    mistakes: KnownMistakes,
) -> Report:
    """Grades one submission. `fork` makes sandboxes (see server/parent.py), `mistakes` are kept from job to job.

    `tell` is called with the verdicts of a wrong answer before its diagnosis is looked for, if the job asks for it, and
    with lines that a training prints while it runs.

    If the submission makes the judge's own work endless, `last_words` is called with the report, from another thread,
    and this process ends.
    """
    started = time.monotonic()

    def timed(report: Report) -> Report:
        return msgspec.structs.replace(report, seconds=round(time.monotonic() - started, 4))

    torch.set_num_threads(1)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    with widening(job.tolerances):
        judge = Judge(
            exercise,
            job,
            fork,
            lambda report: last_words(timed(report)),
            lambda told: tell(timed(told) if isinstance(told, Report) else told),
            mistakes,
        )
        return timed(judge.report())


class Judge:
    """One job."""

    def __init__(
        self,
        exercise: Exercise,
        job: Job,
        fork: Fork,
        last_words: Callable[[Report], None],
        tell: Callable[[str | Report], None],
        mistakes: KnownMistakes,
    ) -> None:
        self.exercise, self.job, self.fork, self.mistakes = exercise, job, fork, mistakes
        self.last_words, self.tell = last_words, tell
        self.clock = Clock(exercise.meta.limits.seconds)
        self.output = Output(tell if exercise.meta.kind == "train" else None)
        self.sandbox: Sandbox | None = None
        self.restarts = 0
        self.revived = False
        self.record: Record | None = None
        self.house = Clock(MOST_ON_THE_HOUSE)
        self.import_output = ""
        self.import_error: Diagnosis | None = None
        self.protection: tuple[str, ...] = ()
        self.notes: list[str] = [WIDER.format(factor, dtype) for dtype, factor in job.tolerances.items()]
        self.text = ""
        self.targets: dict[str, Literal["passed", "failed", "not here"]] = {}
        self.outcomes: dict[str, Outcome] = {}

    def report(self) -> Report:
        """Runs everything."""
        self._fork_sandbox("cpu")  # it locks itself down while the exercise is read
        memory = self.exercise.meta.limits.memory
        try:
            broken = self._unusable_exercise()
            if broken is not None:
                return self._broken_exercise(broken)
            with limited_memory(memory):
                refusal = self._unreadable() or self._unfit()
                if refusal is None:
                    self._run_all("cpu")
                    refusal = self._caught()
            if refusal is not None:
                return self._refused(*refusal)
            self._other_devices()
            with limited_memory(memory):
                if not self.job.diagnose or not self._failed():
                    return self._assemble({})
                if self.job.early:
                    self.tell(self._assemble({}))
                return self._assemble(self._diagnoses())
        finally:
            self._end_sandbox()

    # -- before any check

    def _unusable_exercise(self) -> str | None:
        """Loads the checks and the reference; says why not."""
        meta = self.exercise.meta
        try:
            self.checks = read_checks(self.exercise.checks)
            reference = reference_of(self.exercise)
        except AuthorError as error:
            return str(error)
        except Exception as error:
            return f"solution.py can't be loaded: {type(error).__name__}: {error}"
        self.trial = Trial(self.job.seed, meta.slug, meta.entry, reference)
        return None

    def _unreadable(self) -> Refusal | None:
        data = self.job.source.removeprefix(codecs.BOM_UTF8)
        try:
            self.text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            text = f"The file is not UTF-8: byte 0x{data[error.start]:02x} in line {line}. Save it as UTF-8."
            return Verdict.IMPORT_FAILED, text, Where(self.job.filename, line)
        if "\0" in self.text:
            line = self.text[: self.text.index("\0")].count("\n") + 1
            text = f"The file holds a zero byte in line {line}; it is no Python text."
            return Verdict.IMPORT_FAILED, text, Where(self.job.filename, line)
        return None

    def _unfit(self) -> Refusal | None:
        """Imports the file, and meanwhile searches its text for shortcuts: a hit has precedence over all else.

        A file that Python can read and the search can't is refused, too: it may be made so that nothing is found.
        """
        meta = self.exercise.meta
        search = TextSearch(self.text, self.job.filename, meta.forbids, meta.entry)
        refusal = self._cannot_load()
        if search.hit is not None:
            self.import_output, self.protection = "", ()
            return search.hit
        return refusal if search.complete else refusal or (Verdict.IMPORT_FAILED, UNSEARCHABLE, None)

    def _caught(self) -> Refusal | None:
        """Runs the checks that a file has passed once more, untimed, and listens for forbidden operators."""
        forbids = self.exercise.meta.forbids
        passed = [c for c in self.checks if self.outcomes[c.key].verdict is Verdict.PASSED and not c.heavy]
        if not forbids or not passed or self.exercise.meta.kind == "train" or self.job.brief:
            return None
        learners, self.clock = self.clock, Clock(LISTEN_SECONDS)
        try:
            if (self.sandbox is None or not self.sandbox.alive) and self._cannot_start("cpu") is not None:
                disturbed = "the file could not be imported once more"
            else:
                assert self.sandbox is not None
                stop = partial(partial, self._give_up)
                disturbed = listen(self.sandbox, self.trial, passed, forbids, self.job.filename, stop)
        except Proven as proven:
            return proven.refusal
        except (CheckBroke, Died, Raised, Missing, Unreadable) as error:
            disturbed = str(error)
        finally:
            self.clock = learners
            if self.sandbox is not None:
                self.sandbox.clock = learners
            self.output.take()
        self.notes += [UNHEARD.format(why=disturbed)] if disturbed else []
        return None

    def _cannot_start(self, device: str) -> Refusal | None:
        """Starts a sandbox and loads the file; says why not."""
        self._fork_sandbox(device)
        return self._cannot_load()

    def _fork_sandbox(self, device: str) -> None:
        meta = self.exercise.meta
        limits = meta.limits
        compiler = COMPILER.search(self.job.source) is not None
        terms = Terms(
            limits.seconds, limits.memory, device, meta.folder, limits.files, "", limits.processes, compiler=compiler
        )
        self.sandbox = Sandbox(self.fork, self.clock, self.output, terms)

    def _cannot_load(self) -> Refusal | None:
        """Loads the file in the sandbox that was forked; says why not."""
        assert self.sandbox is not None
        meta = self.exercise.meta
        self._note_protection(self.sandbox.ready())
        self.clock.check = IMPORT_SECONDS
        try:
            autograd = "torch.autograd" not in self.exercise.meta.forbids
            self.sandbox.load(self.job.filename, self.text, autograd=autograd)
        except Raised as raised:
            verdict = evidence.raised_verdict(raised)
            verdict = verdict if verdict is Verdict.OUT_OF_MEMORY else Verdict.IMPORT_FAILED
            if self.job.diagnose and (found := explain(raised.failure, {})):
                self.import_error = Diagnosis("signature", (found[0],), found[1])
            message = f"The file could not be imported. {evidence.raised_message(raised)}"
            return verdict, message, evidence.place(raised, self.job.filename)
        except Died as died:
            most = min(IMPORT_SECONDS, meta.limits.seconds)
            timed_out = f"importing it took more than {most:g} s; is there a loop outside the functions?"
            what = timed_out if died.verdict == Verdict.TIMED_OUT else f"{died}."
            return Verdict(died.verdict), f"The file could not be imported: {what}", None
        finally:
            self.import_output += self.output.take()
        return None

    def _note_protection(self, layers: Sequence[Protection]) -> None:
        self.protection = tuple(layer.name for layer in layers if layer.active)
        lacking = missing(layers)
        if lacking and self.job.demand_protection:
            said = "; ".join(f"“{layer.name}” is not active: {layer.note}" for layer in lacking)
            raise GraderFault(f"this machine can't run strangers' code safely: {said}. See `dlquiz doctor`")
        closed = [layer.note for layer in lacking if layer.name == PROCESSES.name]
        if closed:  # a right answer would fail
            raise GraderFault(f"this exercise starts processes, which this machine can't bound: {closed[0]}")

    # -- the checks

    def _run_all(self, device: str) -> None:
        """All checks on one device. A brief job comes to the other dtypes where nothing has failed in the first."""
        if not self.job.brief and not self.job.first_dtype:
            self._run_in(device, slice(None))
            return
        self._run_in(device, slice(1))
        if not self.job.first_dtype and all(o.verdict is Verdict.PASSED for o in self.outcomes.values()):
            self._run_in(device, slice(1, None))

    def _run_in(self, device: str, dtypes: slice) -> None:
        for check in self.checks:
            before = self.outcomes.get(check.key)
            more = check.dtypes[dtypes] and not (dtypes.start and before is not None and before.floatless)
            if before is None or (before.verdict is Verdict.PASSED and more):
                with limited_time(partial(self._give_up, check)):
                    after = self._run(check, device, dtypes)
                after.passed_on = (before.passed_on if before else {}) | after.passed_on
                self.outcomes[check.key] = after

    def _give_up(self, check: Check) -> None:
        """Says that `check` has kept the judge busy for too long; what comes after it is never run."""
        text = (
            f"Stopped: comparing what it answered took more than {bounds.SECONDS:g} s of the grader's own time. "
            "A right answer takes a small part of that; is something far larger returned than was asked for?"
        )
        rest = {c.key: Outcome(c, Verdict.SKIPPED, "the file had to be stopped") for c in self.checks}
        self.outcomes = rest | self.outcomes | {check.key: Outcome(check, Verdict.TIMED_OUT, text)}
        self.last_words(self._assemble({}))

    def _run(self, check: Check, device: str, dtypes: slice) -> Outcome:
        for need in check.needs:
            if self.outcomes[need].verdict is not Verdict.PASSED:
                return Outcome(check, Verdict.SKIPPED, f"needs “{self.outcomes[need].check.name}”")
        if not self._alive(device):
            return Outcome(check, Verdict.SKIPPED, "the file had to be stopped twice")
        started, outcome = time.monotonic(), Outcome(check, Verdict.PASSED)
        for dtype in check.dtypes[dtypes]:
            target = Target(dtype, device)
            self._run_on(target, outcome)
            if outcome.verdict is not Verdict.PASSED:
                self.targets[str(target)] = "failed"
                break
            if outcome.finding is not None and not outcome.finding.run.draw.used_float:
                outcome.floatless = True
                break
            outcome.passed_on[str(target)] = None
        outcome.seconds = time.monotonic() - started
        return outcome

    def _alive(self, device: str) -> bool:
        """Whether a sandbox is there; a dead one is replaced once a job."""
        if self.sandbox is not None and self.sandbox.alive:
            return True
        if self.restarts > 0:
            return False
        self.restarts += 1
        return self._cannot_start(device) is None

    def _run_on(self, target: Target, outcome: Outcome) -> None:
        """Runs the outcome's check on one target and writes down what came of it."""
        assert self.sandbox is not None
        check, tape = outcome.check, self.trial.tape()
        self.clock.check = check.seconds
        try:
            run: Run | None = self.trial.run(check, target, self.sandbox, tape)
        except CheckBroke as broke:
            run = self._blame(broke, check, target, outcome)
        outcome.output.append(self.output.take())
        if run is None:
            return
        outcome.finding = Finding(check, target, run, tape)
        if run.failed:
            outcome.steady = isinstance(run.ending, Died) or self._repeats(outcome.finding)
            self._fill_failure(outcome, run)

    def _repeats(self, finding: Finding) -> bool:
        """Runs a failed check a second time, on the house: does it give the same answers?"""
        if self.exercise.meta.kind == "train" or finding.check.heavy or self.sandbox is None:
            return True
        self.sandbox.clock = Clock(finding.check.seconds)
        repeated = self._is_repeated(finding)
        self.sandbox.clock = self.clock
        self.output.take()
        return repeated

    def _is_repeated(self, finding: Finding) -> bool:
        assert self.sandbox is not None
        check, target, run = finding.check, finding.target, finding.run
        return self.trial.matches(check, target, self.sandbox, finding.tape, run) is not None

    def _death(self, died: Died, check: Check) -> str:
        if died.verdict != Verdict.TIMED_OUT or self.clock.left > 0:
            return f"Stopped: {died}."
        if self.clock.job <= 0:
            return f"Stopped: the {self.exercise.meta.limits.seconds:g} s for the whole exercise were up."
        return f"Stopped after {check.seconds:g} s, the time for this check."

    def _blame(self, broke: CheckBroke, check: Check, target: Target, outcome: Outcome) -> Run | None:
        """A check that raised: the learner's answer may be unusable for it, or the check be wrong.

        Even an AuthorError can be the learner's doing, by an object where a number is due: the reference tells.
        """
        ours = isinstance(broke.error, ReferenceFailed)
        if broke.run.failing() and not ours:
            return broke.run
        if ours or self._breaks_with_the_reference(check, target):
            outcome.verdict, outcome.message = Verdict.INTERNAL, f"the check itself failed: {broke}"
            return None
        call = broke.run.last_call()
        what = f"{call.name} returned {noun(call.result)}" if call else "an answer is unusable"
        outcome.verdict = Verdict.WRONG_VALUE
        outcome.message = f"{what}, with which the check can't go on ({broke})."
        return None

    def _breaks_with_the_reference(self, check: Check, target: Target) -> bool:
        if self.trial.reference.foreseen:
            return False  # it did not when it was recorded
        own = LocalChannel(self.exercise.solution, "reference.py")
        try:
            return self.trial.run(check, target, own, self.trial.tape()).failed
        except CheckBroke:
            return True

    def _fill_failure(self, outcome: Outcome, run: Run) -> None:
        check, name = outcome.check, self.job.filename
        if isinstance(run.ending, Died):
            outcome.verdict, outcome.message = Verdict(run.ending.verdict), self._death(run.ending, check)
            case, where = evidence.case_of(run, name), None
        elif run.failing():
            outcome.verdict, outcome.message, case = evidence.of_assertion(self._smallest(outcome, run), run, name)
            where = None
        else:
            assert run.ending is not None
            outcome.verdict, outcome.message, case, where = evidence.of_ending(run.ending, run, name)
        outcome.result = CheckResult(
            check.name, outcome.verdict, 0, check.points, outcome.message, None, case, where, "", 0.0
        )

    def _smallest(self, outcome: Outcome, run: Run) -> Filed:
        """The failing assertion with the least to look at, and that made smaller, on the house."""
        item = evidence.smallest_first(run)[0]
        equation = equation_of(item, run)
        wanted = not self.job.brief and not self.trial.reference.foreseen  # by whom a smaller question was not
        if equation is not None and wanted and self.sandbox is not None and self._may_be_asked_again(outcome):
            with self._on_the_house():
                return smaller(item, equation, self.sandbox, self.trial.reference, run.sides)
        return item

    def _may_be_asked_again(self, outcome: Outcome) -> bool:
        return self._is_cheap(outcome) and self.sandbox is not None and self.sandbox.alive

    def _is_cheap(self, outcome: Outcome) -> bool:
        """Whether a failed check is one that the learner's code may be asked about again."""
        light = not outcome.check.heavy and self.exercise.meta.kind != "train"
        return light and outcome.steady and self.job.diagnose

    @contextlib.contextmanager
    def _on_the_house(self, seconds: float = HOUSE_SECONDS) -> Iterator[None]:
        """A clock of its own for the sandbox; if that does not survive what it is asked, it is started anew."""
        assert self.sandbox is not None
        self.house.check = seconds
        self.sandbox.clock = self.house
        try:
            yield
        except (Died, Missing, Raised, Unreadable):  # also where it answers what was not asked
            pass
        finally:
            self.sandbox.clock = self.clock
            self.output.take()
            if not self.sandbox.alive:  # a case that the check does not have is no reason to stop a file
                self.restarts -= 1

    def _other_devices(self) -> None:
        """CUDA or MPS, if asked for or there, once everything has passed on the CPU."""
        for device, here in devices(self.job.device):
            if not here:
                self.targets[device] = "not here"
                continue
            if all(outcome.verdict is Verdict.PASSED for outcome in self.outcomes.values()):
                assert self.sandbox is not None
                self.sandbox.kill()
                self.clock = Clock(self.exercise.meta.limits.seconds)
                refusal = self._cannot_start(device)
                if refusal is None:
                    self._run_all(device)
                else:
                    self._fails_to_start(device, *refusal)

    def _fails_to_start(self, device: str, verdict: Verdict, message: str, where: Where | None) -> None:
        """A file that was imported on the CPU and can't be elsewhere: its first check says so."""
        first = self.checks[0]
        result = CheckResult(first.name, verdict, 0, first.points, f"On {device}: {message}", where=where)
        self.outcomes[first.key] = Outcome(first, verdict, result.message, result=result)
        self.targets[device] = "failed"

    # -- the report

    def _end_sandbox(self) -> None:
        if self.sandbox is not None:
            self.sandbox.kill(wait=False)

    def _diagnoses(self) -> dict[str, Named]:
        """By the checks' keys. What stands on the failed checks alone must not be contradicted by the skipped ones."""
        if not self.exercise.recorded and self.exercise.meta.kind != "train":
            self.record = self.mistakes.record(self.exercise, self.job)
        named = self._named()
        skipped = self._skipped() if any(is_guess(found.diagnosis) for found in named.values()) else []
        if skipped:
            with limited_time(partial(self._say_last, named), SKIPPED_SECONDS):
                shown = self._run_skipped(skipped, {id for found in named.values() for id in found.diagnosis.ids})
            named = self._named(shown) if shown else named
        return self._studied(named)

    def _skipped(self) -> list[Check]:
        """The skipped checks that the sandbox can be asked to run, once, for the diagnosis alone."""
        if self.exercise.meta.kind == "train" or self.sandbox is None or not self.sandbox.alive:
            return []
        done = self.outcomes.values()
        return [o.check for o in done if o.verdict is Verdict.SKIPPED and not o.check.heavy]

    def _run_skipped(self, checks: Sequence[Check], suspects: Collection[str]) -> list[Finding]:
        """What the learner's code does in these checks, as far as that is steady. Nothing else comes of it."""
        failed = next(o.finding for o in self.outcomes.values() if o.finding is not None and o.finding.run.failed)
        allowance, shown, left = Allowance(SKIPPED_SECONDS / 4), [], SKIPPED_SECONDS
        with self._on_the_house(SKIPPED_SECONDS):
            for check in checks:
                assert self.sandbox is not None
                if allowance.spent or not self.sandbox.alive:
                    break
                granted = self.house.check = min(left, SKIPPED_EACH)
                dtype = failed.target.dtype if failed.target.dtype in check.dtypes else check.dtypes[0]
                target, tape = Target(dtype, failed.target.device), self.trial.tape()
                try:
                    run = self.trial.run(check, target, self.sandbox, tape, explains=False)
                    finding = Finding(check, target, run, tape)
                    steady = not run.failed or self._is_known(finding, suspects) or self._is_repeated(finding)
                except CheckBroke:
                    continue
                finally:
                    left -= granted - self.house.check
                if steady and not isinstance(run.ending, Died):
                    shown.append(finding)
        return shown

    def _is_known(self, finding: Finding, suspects: Collection[str]) -> bool:
        """Whether it is what a known mistake answers, which can be no accident."""
        if self.record is None or not covers(self.record, finding):
            return False
        known = [RecordedMistake(self.record, id, self.trial.entries, {}) for id in suspects]
        return any(mistake.reproduces(finding) is not None for mistake in known)

    def _failed(self) -> list[Finding]:
        """What the failed checks showed, of those that answered anything."""
        silent = (Verdict.INTERNAL, Verdict.NOT_IMPLEMENTED, Verdict.MISSING_ENTRY)
        done = [o for o in self.outcomes.values() if o.verdict not in silent]
        return [o.finding for o in done if o.finding is not None and o.finding.run.failed]

    def _named(self, skipped: Sequence[Finding] = ()) -> dict[str, Named]:
        done = [outcome for outcome in self.outcomes.values() if outcome.finding is not None]
        passed = [o.finding for o in done if o.finding and o.verdict is Verdict.PASSED]
        unsteady = {outcome.check.key for outcome in done if not outcome.steady}
        steady = [finding for finding in self._failed() if finding.check.key not in unsteady]
        if not steady:
            return {key: Named(UNSTABLE) for key in unsteady}
        with limited_time(partial(self._say_last, {})):
            named = diagnose(self.exercise, self.trial, steady, passed, skipped, self.record)
        return named | {key: Named(UNSTABLE) for key in unsteady}

    def _studied(self, named: dict[str, Named]) -> dict[str, Named]:
        """With what can be said when the learner's code is asked again, on the house, where no mistake is known."""
        found = dict(named)
        for key, outcome in self.outcomes.items():
            known = key in named and named[key].diagnosis.source == "mistake"
            if known or not outcome.steady or outcome.finding is None or not outcome.finding.run.failed:
                continue
            with limited_time(partial(self._say_last, found)):
                better = with_study(named.get(key), self._study(outcome, outcome.finding.run))
            if better is not None:
                found[key] = better
        return found

    def _say_last(self, named: dict[str, Named]) -> None:
        self.last_words(self._assemble(named))

    def _study(self, outcome: Outcome, run: Run) -> Study:
        found = Study()
        if isinstance(run.ending, Died) or not self._is_cheap(outcome) or not self._revived():
            return found
        with self._on_the_house():
            assert self.sandbox is not None
            found = study(self.exercise, run, self.sandbox, self.trial.reference)
        return found

    def _revived(self) -> bool:
        """Whether a sandbox is there to be asked; one that a later check has ended is replaced once, on the house."""
        if self.sandbox is None or self.sandbox.alive or self.revived:
            return self.sandbox is not None and self.sandbox.alive
        self.revived = True
        learners, self.clock, told = self.clock, Clock(HOUSE_SECONDS), self.import_output
        try:
            return self._cannot_start("cpu") is None
        finally:
            self.clock, self.import_output = learners, told

    def _passed_targets(self) -> None:
        """A target is passed if every check has passed on it; where one never came to run on it, nothing is said."""
        done = self.outcomes.values()
        reached = dict.fromkeys(target for outcome in done for target in outcome.passed_on)
        others, self.targets = self.targets, {}
        for target in reached:
            if all(target in outcome.passed_on or outcome.floatless or not outcome.runs_on(target) for outcome in done):
                self.targets[target] = "passed"
        self.targets |= others  # what failed, and what is not here, come last

    def _assemble(self, named: dict[str, Named]) -> Report:
        self._passed_targets()
        results = tuple(self._result(self.outcomes[check.key], named.get(check.key)) for check in self.checks)
        verdict = next((r.verdict for r in results if r.verdict is not Verdict.PASSED), Verdict.PASSED)
        return self._report(verdict, results)

    def _result(self, outcome: Outcome, named: Named | None) -> CheckResult:
        check, passed = outcome.check, outcome.verdict is Verdict.PASSED
        basis = outcome.result or CheckResult(check.name, outcome.verdict, 0, check.points, outcome.message)
        case = basis.case
        if named is not None and named.evidence and case is not None:
            case = msgspec.structs.replace(case, evidence=(*case.evidence, named.evidence))
        pictures = tuple(outcome.finding.run.pictures) if passed and outcome.finding else ()
        return CheckResult(
            check.name, outcome.verdict, check.points if passed else 0, check.points, outcome.message,
            named.diagnosis if named else None, case, basis.where, "".join(outcome.output), round(outcome.seconds, 4),
            pictures,
        )  # fmt: skip

    def _refused(self, verdict: Verdict, message: str, where: Where | None) -> Report:
        """The whole file can't be graded: the first check says why."""
        first, *rest = self.checks
        results = (
            CheckResult(first.name, verdict, 0, first.points, message, self.import_error, where=where),
            *(CheckResult(c.name, Verdict.SKIPPED, 0, c.points, "the file could not be graded") for c in rest),
        )
        return self._report(verdict, results)

    def _broken_exercise(self, text: str) -> Report:
        return self._report(Verdict.INTERNAL, (CheckResult("the exercise can be read", Verdict.INTERNAL, 0, 0, text),))

    def _report(self, verdict: Verdict, results: tuple[CheckResult, ...]) -> Report:
        return Report(
            self.exercise.meta.slug, self.exercise.version, verdict, sum(r.points for r in results),
            sum(r.max_points for r in results), results, self.targets, self.job.seed, 0.0, self.import_output,
            self.protection, tuple(self.notes),
        )  # fmt: skip


def is_guess(diagnosis: Diagnosis) -> bool:
    """Whether a diagnosis says how the code would fare in other checks: a known mistake, another question."""
    return diagnosis.source == "mistake" or diagnosis.text.startswith(OPENING)


def reference_of(exercise: Exercise) -> Reference:
    """The right answers: from the solution, or from a release's record. Raises what the solution raises."""
    return RecordedReference(exercise.recorded) if exercise.recorded else LocalReference(exercise.solution)


def with_study(named: Named | None, found: Study) -> Named | None:
    """A diagnosis, and what asking again has shown: as the diagnosis where there is none, or only a weak one."""
    if named is not None and named.diagnosis.source == "mistake":
        return named
    if found.default:
        return Named(Diagnosis("signature", ("default",), found.default))
    weak = named is None or named.diagnosis.ids[0] in WEAK
    if found.says and (named is None or weak or named.diagnosis.text.startswith(SOME)):
        return Named(Diagnosis("signature", ("check",), found.says), found.stage)
    if found.ignored and named is not None and named.diagnosis.ids == ("axes",):  # that explains the shape, too
        return Named(Diagnosis("signature", ("ignored",), found.ignored), named.diagnosis.text)
    if weak and (found.ignored or found.stage):
        id, text, beside = ("ignored", found.ignored, found.stage) if found.ignored else ("stage", found.stage, "")
        if named is not None and named.diagnosis.ids == ("cases",):  # which calls, and what in them
            return Named(Diagnosis("signature", ("cases", id), f"{named.diagnosis.text} {text}"), beside)
        return Named(Diagnosis("signature", (id,), text), beside or (named.diagnosis.text if named else ""))
    return Named(named.diagnosis, found.stage or named.evidence) if named else None


def devices(wanted: str) -> list[tuple[str, bool]]:
    """The devices beside the CPU that a job runs on, and whether they are here."""
    if wanted in ("auto", "cuda"):
        return [("cuda", torch.cuda.is_available())]
    return [("mps", torch.backends.mps.is_available())] if wanted == "mps" else []
