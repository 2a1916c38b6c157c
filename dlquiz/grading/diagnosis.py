"""Which mistake is it? The failing checks are replayed with every known mistake in the learner's place.

A mistake *matches* a check when it files the same answers as the learner's code from the first assertion to the last
and ends in the same way, and nothing that the learner's code does in other checks contradicts it. Replays run in a fork
that is killed after a second of processor time; what it has found until then counts, so what is quick comes first.
Where no mistake matches, generic signatures are tried, then two mistakes at once; else nothing is said.
"""

import contextlib
import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from dlquiz.grading import leisure
from dlquiz.grading.bounds import Endless, limited
from dlquiz.grading.counterfactual import Counterfactuals
from dlquiz.grading.endings import in_like_words, words_apart
from dlquiz.grading.forked import Forked
from dlquiz.grading.proxies import Desynchronised, LocalChannel, Tape
from dlquiz.grading.recorded import RecordedReference
from dlquiz.grading.recorded.replay import RecordedMistake
from dlquiz.grading.recorded.tape import Tape as Record
from dlquiz.grading.run import Filed, Run
from dlquiz.grading.signatures import NOTHING_RETURNED, Observation, explain, nothing_returned, recognise
from dlquiz.grading.spec import Check
from dlquiz.grading.tolerance import tolerance_for
from dlquiz.grading.trial import CheckBroke, Target, Trial
from dlquiz.model import Diagnosis, Exercise, Mistake
from dlquiz.sandbox.host import compiled
from dlquiz.sandbox.process import Died, Raised

BUDGET = 0.5  # seconds of processor time for all replays of a job; the bank's most take 0.35 on an idle machine
PATIENT = (
    1.0  # the same for a class and in the gate: nobody waits, and with all cores busy processor time goes less far
)
PAIRS = 0.5  # of the budget, after which no pair of mistakes is tried
PARTS = 0.15  # seconds of processor time for questions about parts of arguments, in all checks; most need a third
ENDLESS = 0.1  # seconds of processor time after which a replay counts as one that never ends
ENDLESS_HEAVY = 0.3  # the same for a heavy check
WEAK = ("place", "order", "constant", "component", "cases")  # signatures that say where, and not what
FLOAT_FOR_INT = (
    "float_for_int",
    "A whole number (int) is due, and a float comes back. In Python / gives a float, also where nothing is left over. "
    "Look at what is divided, and whether it should be.",
)
SEVERAL = 3  # mistakes that are named when they can't be told apart


@dataclass(frozen=True)
class Finding:
    """What one check showed: the learner's run, on which target, with the record of the reference's answers."""

    check: Check
    target: Target
    run: Run
    tape: Tape


@dataclass(frozen=True)
class Named:
    """A diagnosis, and a line of evidence for it."""

    diagnosis: Diagnosis
    evidence: str = ""


def diagnose(
    exercise: Exercise,
    trial: Trial,
    failed: Sequence[Finding],
    passed: Sequence[Finding],
    skipped: Sequence[Finding] = (),
    record: Record | None = None,
) -> dict[str, Named]:
    """Names the mistake of each failed check that has one, by the check's key. Takes the budget at most.

    `skipped` are runs, made for this alone, of checks that the learner's code did not come to. With a `record` of the
    mistakes' runs, what they explain is found by comparing alone, which takes no fork.
    """
    search = Search(exercise, trial, failed, passed, skipped, record)
    replays = exercise.meta.kind != "train"
    if replays and search.only_compares:
        named = search.compared()
        if len(named) == len(failed):
            return named
    elif replays:
        for mistake in exercise.mistakes:  # here, since what the fork compiles is lost with it
            with contextlib.suppress(Exception):
                compiled(mistake.source, file_of(mistake))

    def work() -> Iterator[str]:
        yield from (json.dumps(found) for found in search.results(replays))

    return dict(as_named(json.loads(line)) for line in Forked(work, budget()).lines())


def as_named(found: Sequence[Any]) -> tuple[str, Named]:
    """A check's key, and its diagnosis, from what a search has found."""
    key, source, ids, text, evidence = found
    return key, Named(Diagnosis(source, tuple(ids), text), evidence)


def budget() -> float:
    """Seconds of processor time."""
    return PATIENT if leisure.thorough else BUDGET


class Suspect(Protocol):
    """A wrong program, known by its runs of the checks: they are made now, or were recorded for a release."""

    def reproduces(self, finding: Finding) -> float | None:
        """How far its answers in a check are from the learner's; None unless it gives the same, from end to end."""

    def fails(self, finding: Finding) -> bool | None:
        """True if it fails the check, None if a replay can't tell."""


@dataclass(frozen=True)
class Replayed:
    """A suspect that is run now. What takes longer than ENDLESS ends as a time-out, like the learner's may have."""

    trial: Trial
    channel: LocalChannel

    def reproduces(self, finding: Finding) -> float | None:
        """See Suspect."""
        with limited(patience(finding.check)):
            try:
                run = self.trial.matches(finding.check, finding.target, self.channel, finding.tape, finding.run)
            except Endless:  # outside any call of the mistake's code
                return None
        if run is None or not in_like_words(finding.run, run.ending):
            return None
        apart = words_apart(finding.run, run.ending)
        return max((apart, *(distance(a, b) for a, b in zip(finding.run.filed, run.filed, strict=True))))

    def fails(self, finding: Finding) -> bool | None:
        """See Suspect."""
        finding.tape.rewind()
        tape = self.trial.tape() if finding.run.ending else finding.tape  # a run that broke off has asked too little
        with limited(patience(finding.check)):
            try:
                run = self.trial.run(finding.check, finding.target, self.channel, tape, explains=False)
            except (CheckBroke, Desynchronised, Endless):
                return None
        return None if isinstance(run.ending, Died) else run.failed


@dataclass(frozen=True)
class Remembered:
    """A suspect of whose runs a judge has kept some (recorded/mistakes.py); the others are made now."""

    recorded: RecordedMistake
    load: Callable[[], Replayed]

    def reproduces(self, finding: Finding) -> float | None:
        """See Suspect."""
        return self._best(finding).reproduces(finding)

    def fails(self, finding: Finding) -> bool | None:
        """See Suspect."""
        return self._best(finding).fails(finding)

    def _best(self, finding: Finding) -> Suspect:
        if not covers(self.recorded.tape, finding):
            with contextlib.suppress(Exception):  # it can't be loaded: then the record does not know it either
                return self.load()
        return self.recorded


def covers(record: Record, finding: Finding) -> bool:
    """Whether what the mistakes answer there is known. A record is of the CPU."""
    return finding.target.device == "cpu" and record.section(finding.run.sides) is not None


class Search:
    """The replays of one job."""

    def __init__(
        self,
        exercise: Exercise,
        trial: Trial,
        failed: Sequence[Finding],
        passed: Sequence[Finding],
        skipped: Sequence[Finding],
        record: Record | None,
    ) -> None:
        self.exercise, self.trial, self.failed = exercise, trial, failed
        self.passed = [finding for finding in (*passed, *skipped) if not finding.run.failed]
        self.failed_later = [finding for finding in skipped if finding.run.failed]
        self.suspects: dict[str, Suspect | None] = {}
        self.record = trial.reference.tape if isinstance(trial.reference, RecordedReference) else record
        self.light = [finding for finding in failed if not finding.check.heavy]
        self.heavy = [finding for finding in failed if finding.check.heavy]
        self.patience = PARTS  # seconds that are left for questions about parts of arguments
        self.agreed: dict[tuple[int, int], bool] = {}
        self.raw: dict[str, dict[str, float]] = {}

    @property
    def only_compares(self) -> bool:
        """Whether light checks take no replay: what the mistakes answer in them is known."""
        light = [one for one in (*self.light, *self.passed, *self.failed_later) if not one.check.heavy]
        return self.record is not None and all(covers(self.record, finding) for finding in light)

    def compared(self) -> dict[str, Named]:
        """What the mistakes explain of the light checks; nothing where something can't be compared."""
        try:
            return dict(map(as_named, self._by_mistakes()))
        except Exception:  # the fork tries it again, and gives up as it did before
            return {}

    def results(self, replays: bool) -> Iterator[tuple[str, str, tuple[str, ...], str, str]]:
        """(check, source, ids, text, evidence), as they are found."""
        explained = set()
        for found in self._by_mistakes() if replays else ():
            explained.add(found[0])
            yield found
        for found in self._signatures([item for item in self.light if item.check.key not in explained]):
            explained.add(found[0])
            yield found
        if replays and self.heavy:
            yield from self._with_heavy()
        elif self.heavy:
            yield from self._signatures(self.heavy)
        if replays:
            rest = [item for item in self.light if item.check.key not in explained and not says_little(item.run)]
            yield from (pair for item in rest if (pair := self._pair(item)))

    def _by_mistakes(self) -> Iterator[tuple[str, str, tuple[str, ...], str, str]]:
        """The light checks that known mistakes explain."""
        self.raw = {item.check.key: self._matching(item, self.exercise.mistakes) for item in self.light}
        matched = self._uncontradicted(self._with_evidence(self.raw))
        yield from (self._named(item, matched) for item in self.light if matched[item.check.key])

    def _with_heavy(self) -> Iterator[tuple[str, str, tuple[str, ...], str, str]]:
        """The same with the heavy checks: what they show can also decide between mistakes that are alike elsewhere."""
        standing = self._uncontradicted(self.raw)
        seen = [m for m in self.exercise.mistakes if any(m.id in found for found in standing.values())]
        candidates = seen if self.raw else self.exercise.mistakes
        raw = self.raw | {item.check.key: self._matching(item, candidates) for item in self.heavy}
        matched = self._uncontradicted(self._with_evidence(raw))
        yield from (self._named(item, matched) for item in self.failed if matched[item.check.key])
        yield from self._signatures([item for item in self.heavy if not matched[item.check.key]])

    def _signatures(self, findings: Sequence[Finding]) -> Iterator[tuple[str, str, tuple[str, ...], str, str]]:
        for item in findings:
            if text := self._generic(item):
                yield (item.check.key, "signature", (text[0],), text[1], "")

    def _generic(self, item: Finding) -> tuple[str, str] | None:
        """What can be said without a known mistake."""
        text = self._signature(item.run)
        if (text is None or text[0] in (*WEAK, "axes")) and item.run.ending is None and not item.check.heavy:
            others = [finding.run for finding in (*self.passed, *self.failed_later) if not finding.check.heavy]
            failed = [finding.run for finding in self.light if finding is not item]
            asked = Counterfactuals(item.run, others, self.trial.reference)
            started = time.process_time()
            text = (
                asked.search(self.patience) or (text if text and text[0] not in WEAK else asked.split(failed)) or text
            )
            self.patience -= time.process_time() - started
        return text

    def _suspect(self, mistake: Mistake) -> Suspect | None:
        """The mistake's program, loaded once; None if it can't be (the gate says so to its author)."""
        if mistake.id not in self.suspects:
            try:
                self.suspects[mistake.id] = self._made(mistake)
            except Exception:
                self.suspects[mistake.id] = None
        return self.suspects[mistake.id]

    def _made(self, mistake: Mistake) -> Suspect:
        load = cache(lambda: Replayed(self.trial, LocalChannel(mistake.source, file_of(mistake))))
        if self.record is None:
            return load()
        recorded = RecordedMistake(self.record, mistake.id, self.trial.entries, self.agreed)
        return recorded if self.exercise.recorded else Remembered(recorded, load)

    def _matching(self, finding: Finding, mistakes: Sequence[Mistake]) -> dict[str, float]:
        """The mistakes that reproduce the learner's run of a check, and how far their answers are from its own."""
        found = {}
        for mistake in mistakes:
            suspect = self._suspect(mistake)
            gap = None if suspect is None else suspect.reproduces(finding)
            if gap is not None:
                found[mistake.id] = gap
        return found

    def _named(
        self, finding: Finding, matched: dict[str, dict[str, float]]
    ) -> tuple[str, str, tuple[str, ...], str, str]:
        here = matched[finding.check.key]
        ids = list(here)
        if len(ids) > 1:  # those that agree with the learner on most failed checks, if possible on all
            votes = {id: sum(id in found for found in matched.values()) for id in ids}
            ids = [id for id in ids if votes[id] == max(votes.values())]
        if len(ids) > 1:
            ids = [id for id in ids if self._does_nothing_else(id, matched)] or ids
        if len(ids) > 1 and isinstance(finding.run.ending, Raised) and not finding.run.failing():
            ids = [id for id in ids if here[id] < 1] or ids  # those that raise in the very same words
        says = {mistake.id: mistake.says for mistake in self.exercise.mistakes}
        if len(ids) == 1:
            evidence = f"equal to the known mistake “{ids[0]}” to {here[ids[0]]:.0e}".replace("e-0", "e-")
            if here[ids[0]] == 0 or isinstance(finding.run.ending, Raised):
                evidence = f"equal to the known mistake “{ids[0]}”"
            return finding.check.key, "mistake", (ids[0],), says[ids[0]], evidence
        several = [says[id] for id in ids[:SEVERAL]]
        text = "One of these; here they give the same answers.\n" + "\n".join(f"· {item}" for item in several)
        return finding.check.key, "mistake", tuple(ids), text, ""

    def _does_nothing_else(self, id: str, matched: dict[str, dict[str, float]]) -> bool:
        """True if the mistake passes every failed check that it does not reproduce."""
        mistake = self._mistake(id)
        others = [finding for finding in self.light if id not in matched[finding.check.key]]
        return not any(self._fails(finding, mistake) for finding in others)

    def _with_evidence(self, matched: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        """Without the mistakes that only raise alike, or fail the same condition, and not all that has failed.

        Many things do that.
        """
        bare = {item.check.key for item in self.failed if says_little(item.run)}
        ids = {id for found in matched.values() for id in found}
        thin = {id for id in ids if bare.issuperset(key for key, found in matched.items() if id in found)}
        everywhere = {
            id
            for id in thin
            if all(id in matched[item.check.key] for item in self.light) and not self._fares_otherwise(id)
        }
        return without(matched, thin - everywhere)

    def _fares_otherwise(self, id: str) -> bool:
        """True if the learner's code fails a skipped check, and the mistake not in the same way."""
        suspect = self._suspect(self._mistake(id))
        return suspect is not None and any(suspect.reproduces(item) is None for item in self.failed_later)

    def _mistake(self, id: str) -> Mistake:
        return next(mistake for mistake in self.exercise.mistakes if mistake.id == id)

    def _uncontradicted(self, matched: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        """Without the mistakes that another check contradicts: those are not what was made."""
        ids = {id for found in matched.values() for id in found}
        suspects = {mistake.id: self._suspect(mistake) for mistake in self.exercise.mistakes if mistake.id in ids}
        return without(matched, {id for id, suspect in suspects.items() if suspect and self._contradicted(suspect)})

    def _pair(self, finding: Finding) -> tuple[str, str, tuple[str, ...], str, str] | None:
        """Two known mistakes at once that reproduce the check and all others; None unless it is exactly one pair."""
        found = []
        relevant = [mistake for mistake in self.exercise.mistakes if self._fails(finding, mistake) is not False]
        for first, second in itertools.combinations(relevant, 2):
            if time.process_time() > PAIRS * budget():  # the fork's own
                return None
            text = composed(self.exercise.solution, first, second)
            if text is None:
                continue
            try:
                both = Replayed(self.trial, LocalChannel(text, f"{first.id}_and_{second.id}.py"))
            except Exception:  # the two changes make no program together
                continue
            if self._reproduces_all(finding, both) and not self._contradicted(both):
                found.append((first, second))
        if len(found) != 1:
            return None
        first, second = found[0]
        text = f"Two things at once.\n· {first.says}\n· {second.says}"
        return finding.check.key, "mistake", (first.id, second.id), text, "equal to both known mistakes together"

    def _reproduces_all(self, first: Finding, suspect: Suspect) -> bool:
        """Whether it fails every failed check as the learner's code does: a third mistake is unlikely."""
        others = [finding for finding in self.light if finding is not first]
        return all(suspect.reproduces(finding) is not None for finding in (first, *others))

    def _contradicted(self, suspect: Suspect) -> bool:
        """True if it fails a check that the learner has passed, or a skipped one in another way.

        One that passes a skipped check which the learner's code fails contradicts nothing: there may be two mistakes.
        """
        passed = [finding for finding in self.passed if not finding.check.heavy]
        return any(suspect.fails(finding) for finding in passed) or any(
            suspect.fails(finding) and suspect.reproduces(finding) is None for finding in self.failed_later
        )

    def _fails(self, finding: Finding, mistake: Mistake) -> bool | None:
        """True if the mistake alone fails the check, None if a replay can't tell."""
        suspect = self._suspect(mistake)
        return None if suspect is None else suspect.fails(finding)

    def _signature(self, run: Run) -> tuple[str, str] | None:
        if isinstance(run.ending, Raised) and not run.failing():
            return explain(run.ending.failure, run.extra.get("names", {}))
        if run.ending is not None and not isinstance(run.ending, Raised):
            return None
        if silent := [item.call for item in run.failing() if item.call and returns_nothing(item)]:
            return NOTHING_RETURNED, nothing_returned("" if silent[0].helper else silent[0].name)
        observations = [observation(item, run) for item in run.filed if item.comparable]
        if len(observations) != len(run.filed) and not any(item.comparable for item in run.failing()):
            return None
        found = recognise(observations, output_names(run))
        if (found is None or found.id in WEAK) and all(is_float_for_int(item) for item in run.failing()):
            return FLOAT_FOR_INT
        return (found.id, found.text) if found else None


def patience(check: Check) -> float:
    """Seconds of processor time after which a replay of this check counts as one that never ends."""
    return ENDLESS_HEAVY if check.heavy else ENDLESS


def file_of(mistake: Mistake) -> str:
    """The name under which a mistake's source is loaded."""
    return f"{mistake.id}.py"


def without(matched: dict[str, dict[str, float]], ids: set[str]) -> dict[str, dict[str, float]]:
    """The matches of each check but for these mistakes."""
    return {key: {id: gap for id, gap in found.items() if id not in ids} for key, found in matched.items()}


def composed(solution: str, first: Mistake, second: Mistake) -> str | None:
    """The solution with both mistakes' changes, where each still applies exactly once."""
    if not first.changes or not second.changes:
        return None
    for old, new in (*first.changes, *second.changes):
        if solution.count(old) != 1:
            return None
        solution = solution.replace(old, new)
    return solution


def says_little(run: Run) -> bool:
    """Whether a run ended in an exception with nothing wrong before, or has failed nothing but conditions.

    There is no wrong number to tell it by.
    """
    if isinstance(run.ending, Raised):
        return not run.failing()
    return run.ending is None and all(isinstance(item.got, bool) and not item.comparable for item in run.failing())


def returns_nothing(item: Filed) -> bool:
    """Whether the call that an assertion is about, or each that a helper made, has returned None."""
    if item.call is None or not item.call.answered or item.got is item.want:
        return False
    result = item.call.result
    if item.call.helper is not None and isinstance(result, (tuple, list)):
        return bool(result) and all(answer is None for answer in result)
    return result is None


def is_float_for_int(item: Filed) -> bool:
    """Whether a float was returned where the right answer is an int."""
    return isinstance(item.got, float) and type(item.want) is int


def distance(a: Filed, b: Filed) -> float:
    """How far two runs' answers are apart in one assertion."""
    return a.gap(a.got, b.got) if a.gap is not None else 0.0


def observation(item: Filed, run: Run) -> Observation:
    """An assertion as signatures see it."""
    call = item.call
    values = (*call.args, *call.kwargs.values()) if call else ()
    names = run.extra.get("names", {}).get(call.name, ()) if call else ()
    named = (*names[: len(call.args)], *call.kwargs) if call else ()
    tolerance = tolerance_for(run.draw.dtype, run.draw.device)
    return Observation(item.got, item.want, item.ok, values, named, tolerance.rtol, tolerance.atol)


def output_names(run: Run) -> tuple[str, ...]:
    """`grad_x`, `grad_weight`, … for a backward: the forward's arguments, which follow grad_output."""
    call = run.last_call()
    names = run.extra.get("names", {}).get(call.name, ()) if call else ()
    if not names or not names[0].startswith("grad"):
        return ()
    return tuple(f"grad_{name}" for name in names[1:])
