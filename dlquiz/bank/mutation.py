"""The mutation score: how many mutants of an exercise's solution its checks tell from the solution itself.

A mutant that passes is a wrong answer that would be accepted, unless the author has filed it as equivalent, with a
reason. In a `train` exercise a mutant that still reaches the figure is a right answer, and no survivor.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from dlquiz.bank.bank import Bank
from dlquiz.bank.files import shown
from dlquiz.bank.mutant_record import FILE, Record, Score, read_record, write_score
from dlquiz.bank.version import score_version
from dlquiz.errors import BankError, GraderFault, UsageError
from dlquiz.model import CheckResult, Exercise, Job, Report, Verdict

if TYPE_CHECKING:
    from dlquiz.bank.mutants import Mutant

RunAll = Callable[[Iterable[Job]], Iterator[tuple[int, Report | GraderFault]]]
COMMAND = "dlquiz author mutate {slug} --write"


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"  # it passed, as the author said it would
    REACHED = "reached"  # it passed a training: the figure is what counts there
    REVIVED = "revived"  # the author calls it equivalent, and a check tells it from the solution
    UNPROVEN = "unproven"  # the grader broke, or stopped it for a forbidden name: no check has spoken


GOOD = (Fate.KILLED, Fate.EQUIVALENT, Fate.REACHED)


@dataclass(frozen=True)
class Tried:
    """One mutant that was run."""

    mutant: "Mutant"
    fate: Fate
    verdict: Verdict
    check: CheckResult | None  # the one that gave the verdict
    reason: str = ""  # why it is equivalent, or why nothing is proven


@dataclass(frozen=True)
class Batch:
    """An exercise, what its record says, and all mutants of its solution."""

    bank: Bank
    exercise: Exercise
    record: Record
    mutants: "Sequence[Mutant]"


@dataclass
class Mutation:
    """What became of an exercise's mutants. `tried` holds those that were run, `total` counts all."""

    slug: str
    total: int
    problems: list[str]  # what is wrong with mutants.yaml
    version: str
    tried: list[Tried] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, fate: Fate) -> int:
        """How many had this fate."""
        return sum(item.fate is fate for item in self.tried)

    @property
    def complete(self) -> bool:
        """True if time sufficed for all."""
        return len(self.tried) == self.total

    @property
    def bad(self) -> list[Tried]:
        """Those that an author has to look at, by line."""
        bad = [item for item in self.tried if item.fate not in GOOD]
        return sorted(bad, key=lambda item: (item.mutant.line, item.mutant.change))

    @property
    def ok(self) -> bool:
        """True if nothing is left to do about what was run."""
        return not self.bad and not self.problems

    @property
    def score(self) -> Score:
        """What the record keeps."""
        counts = (self.count(fate) for fate in (Fate.KILLED, Fate.EQUIVALENT, Fate.REACHED))
        return Score(self.version, self.total, *counts)


def prepare(bank: Bank, slug: str) -> Batch:
    """Makes the mutants of one exercise's solution, and runs none.

    Raises:
        BankError: a file of the exercise breaks the contract.
        UsageError: the slug is unknown, or libcst is not installed.
    """
    exercise = bank.exercise(slug)
    return Batch(bank, exercise, read_record(bank.solution_folder(slug)), _mutants(exercise))


def run(
    batch: Batch, run_all: RunAll, advance: Callable[[], None], *, seconds: float, diagnose: bool = False
) -> Mutation:
    """Runs mutants until all have been, or the time is up.

    Args:
        run_all: grades jobs (see jobs.Grader).
        advance: is called after each mutant.
        seconds: of wall time. The mutants' order looks random, so what fits into it is a sample.
        diagnose: also ask which mistake each one is; takes longer.
    """
    slug, changes = batch.exercise.meta.slug, [item.change for item in batch.record.equivalents]
    result = Mutation(slug, len(batch.mutants), _stale(batch), score_version(batch.exercise, changes))
    started = time.monotonic()

    def jobs() -> Iterator[Job]:
        for mutant in batch.mutants:
            if time.monotonic() - started >= seconds:
                return
            source, bank = mutant.source.encode(), str(batch.bank.root)
            yield Job(slug, source, f"{slug}.py", bank, device="cpu", diagnose=diagnose)

    for position, report in run_all(jobs()):
        result.tried.append(_tried(batch, batch.mutants[position], report))
        advance()
    result.seconds = time.monotonic() - started
    return result


def keep_score(bank: Bank, result: Mutation) -> str:
    """Writes the score into mutants.yaml, if every mutant has been run; says what it did. Raises UsageError."""
    if not result.complete:
        return f"not kept: {len(result.tried)} of {result.total} were run; give it more time with --seconds"
    return f"kept in {shown(write_score(bank.solution_folder(result.slug), result.score))}"


def score_problems(bank: Bank, exercise: Exercise) -> list[str]:
    """What the gate has to say about the score that mutants.yaml keeps. Runs nothing.

    Raises:
        BankError: the file breaks the contract.
    """
    slug = exercise.meta.slug
    folder = bank.solution_folder(slug)
    record, path = read_record(folder), shown(folder / FILE)
    command = COMMAND.format(slug=slug)
    if record.score is None:
        return [str(BankError(path, "the mutation score is missing", f"Find it: {command}"))]
    if record.score.version != score_version(exercise, [item.change for item in record.equivalents]):
        return [str(BankError(path, "the mutation score is of another version", f"Find it anew: {command}"))]
    if record.score.survivors:
        problem = f"{record.score.survivors} of {record.score.mutants} mutants survive"
        return [str(BankError(path, problem, f"List them: {command}"))]
    return []


def _mutants(exercise: Exercise) -> "Sequence[Mutant]":
    try:
        from dlquiz.bank.mutants import mutants
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] == "libcst":
            raise UsageError("author mutate needs libcst, which is not installed. pip install libcst") from None
        raise
    return mutants(exercise.solution, exercise.meta.entry)


def _stale(batch: Batch) -> list[str]:
    """Entries of `equivalents` that are no mutant any more."""
    made = {mutant.change for mutant in batch.mutants}
    path = shown(batch.bank.solution_folder(batch.exercise.meta.slug) / FILE)
    return [
        str(BankError(path, f"no mutant makes {item.change[0]!r} into {item.change[1]!r}", "Remove the entry."))
        for item in batch.record.equivalents
        if item.change not in made
    ]


def _tried(batch: Batch, mutant: "Mutant", report: Report | GraderFault) -> Tried:
    if isinstance(report, GraderFault):
        return Tried(mutant, Fate.UNPROVEN, Verdict.INTERNAL, None, str(report))
    if broken := next((check for check in report.checks if check.verdict is Verdict.INTERNAL), None):
        return Tried(mutant, Fate.UNPROVEN, Verdict.INTERNAL, broken, broken.message)
    check = next((check for check in report.checks if check.verdict is not Verdict.PASSED), None)
    if check is not None and check.verdict is Verdict.FORBIDDEN:
        return Tried(mutant, Fate.UNPROVEN, check.verdict, check, check.message)
    reason = next((item.reason for item in batch.record.equivalents if item.change == mutant.change), "")
    if check is not None:
        return Tried(mutant, Fate.REVIVED if reason else Fate.KILLED, check.verdict, check, reason)
    if reason:
        return Tried(mutant, Fate.EQUIVALENT, Verdict.PASSED, None, reason)
    return Tried(mutant, Fate.REACHED if batch.exercise.meta.kind == "train" else Fate.SURVIVED, Verdict.PASSED, None)
