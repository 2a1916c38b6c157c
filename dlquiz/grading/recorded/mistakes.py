"""What an exercise's known mistakes answer in its checks, kept by a judge that grades one submission after the other.

Under one seed they answer the same whoever's file they are held against. So a judge that meets a second wrong answer
has them worked out, once, in a process beside its own, and from then on compares where it had to replay. They are kept
in the format of a release's record, without its questions. Heavy checks, and other devices, are still replayed.
"""

from collections.abc import Iterator

from dlquiz.grading import leisure
from dlquiz.grading.bounds import Endless, limited, limited_memory
from dlquiz.grading.diagnosis import file_of, patience
from dlquiz.grading.forked import Aside
from dlquiz.grading.proxies import Desynchronised, LocalChannel
from dlquiz.grading.proxies import Tape as Answers
from dlquiz.grading.recorded.record import encoded, ended
from dlquiz.grading.recorded.samples import thinned
from dlquiz.grading.recorded.tape import Outcome, Section, Tape, Writer, read_tape
from dlquiz.grading.reference import LocalReference
from dlquiz.grading.run import Run
from dlquiz.grading.spec import Check, read_checks
from dlquiz.grading.tolerance import widening
from dlquiz.grading.trial import CheckBroke, Target, Trial
from dlquiz.model import Exercise, Job
from dlquiz.sandbox.process import Died, Raised
from dlquiz.sandbox.values import Unsendable

SECONDS = 30.0  # of processor time for all mistakes of an exercise; the bank's longest takes 5
LARGEST = 16 << 20  # bytes of a record that is kept
MOST = 64 << 20  # and of all that are
FROM = 2  # wrong answers under one seed, from which on there may be more
PATIENCE = 20.0  # seconds of wall time for which a thorough judge waits for a record, before it replays
NICE = 10  # for who works beside a learner's next check
Key = tuple[str, str, str, bool, tuple[tuple[str, float], ...]]


class KnownMistakes:
    """The records of the exercises that a judge has met, by all that matters to them; None: it can't be made."""

    def __init__(self) -> None:
        self._records: dict[Key, Tape | None] = {}
        self._wanted: dict[Key, int] = {}
        self._next: tuple[Key, Exercise, Job] | None = None
        self._aside: tuple[Key, Aside] | None = None

    def record(self, exercise: Exercise, job: Job) -> Tape | None:
        """What is known of the exercise's mistakes, for a file that is wrong. A thorough judge waits for what comes."""
        key = (exercise.meta.slug, exercise.version, job.seed, job.brief, tuple(sorted(job.tolerances.items())))
        self._collect(PATIENCE if leisure.thorough and self._aside is not None and self._aside[0] == key else 0.0)
        if key not in self._records:
            self._wanted[key] = self._wanted.get(key, 0) + 1
            self._next = (key, exercise, job)
            return None
        self._records[key] = self._records.pop(key)  # at the end: the first is the one that was not asked for longest
        return self._records[key]

    def prepare(self) -> None:
        """Between two jobs: begins to work out what the last one could have used."""
        self._collect(0.0)
        if self._next is None or self._aside is not None:
            return
        (key, exercise, job), self._next = self._next, None
        if self._wanted[key] >= FROM:
            del self._wanted[key]
            nice = 0 if leisure.thorough else NICE
            self._aside = key, Aside(lambda: record_mistakes(exercise, job), SECONDS, nice)

    def _collect(self, wait: float) -> None:
        """Takes the record that was begun, if it is there."""
        if self._aside is None:
            return
        key, aside = self._aside
        data = aside.result(wait)
        if data is None:
            return
        self._aside = None
        self._records[key] = read_tape(data, key[0]) if 0 < len(data) <= LARGEST else None
        while sum(len(tape.blobs) for tape in self._records.values() if tape) > MOST:
            del self._records[next(iter(self._records))]


def record_mistakes(exercise: Exercise, job: Job) -> bytes:
    """The runs of all mistakes in all checks that are not heavy; for a brief job in the first dtype alone."""
    writer, meta = Writer(), exercise.meta
    trial = Trial(job.seed, meta.slug, meta.entry, LocalReference(exercise.solution))
    with limited_memory(meta.limits.memory), widening(job.tolerances):
        channels = dict(loaded(exercise))
        for check in read_checks(exercise.checks):
            dtypes = check.dtypes[:1] if job.brief else check.dtypes
            for target in [Target(dtype) for dtype in dtypes if not check.heavy]:
                answers = trial.tape()
                right = trial.run(check, target, LocalChannel(exercise.solution, "reference.py"), answers)
                outcomes = {
                    id: outcome(trial, check, target, channel, answers, writer) for id, channel in channels.items()
                }
                known = {id: found for id, found in outcomes.items() if found is not None}
                writer.sections[trial.sides(check, target)] = Section((), known)
                if not right.draw.used_float:
                    break
    return writer.file(job.seed, "", {}, {})


def loaded(exercise: Exercise) -> Iterator[tuple[str, LocalChannel]]:
    """The mistakes' programs; without those that can't be loaded, which the gate says to their author."""
    for mistake in exercise.mistakes:
        try:
            yield mistake.id, LocalChannel(mistake.source, file_of(mistake))
        except Exception:
            continue


def outcome(
    trial: Trial, check: Check, target: Target, channel: LocalChannel, answers: Answers, writer: Writer
) -> Outcome | None:
    """What a mistake's run comes to; None where it never ends, or its answers can't be kept."""
    run = wrong_run(trial, check, target, channel, answers)
    if run is not None and isinstance(run.ending, Died):  # once more: the first time something may be imported
        run = wrong_run(trial, check, target, channel, answers)
    if run is None:
        return None
    try:
        filed = tuple((writer.value(*encoded(thinned(item.got))), item.ok) for item in run.filed)
    except Unsendable:
        return None
    ending = None
    if isinstance(run.ending, Raised):
        ending = writer.ending("raised", run.ending.failure)
    elif run.ending is not None:
        ending = ended(writer, run.ending, trial.entries)
    return Outcome(filed, run.failed, run.broke, ending)


def wrong_run(trial: Trial, check: Check, target: Target, channel: LocalChannel, answers: Answers) -> Run | None:
    """A mistake's run. The reference is asked again where the mistake makes a check ask something else."""
    for tape in (answers, trial.tape()):
        if tape is answers:
            tape.rewind()
        with limited(patience(check)):
            try:
                return trial.run(check, target, channel, tape, explains=False)
            except CheckBroke as broke:
                return broke.run
            except Desynchronised:
                continue
            except Endless:
                return None
    return None
