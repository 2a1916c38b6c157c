"""Small classes for the tests: what they hand in, and an engine that grades without torch."""

from collections.abc import Generator, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dlquiz.bank import Bank
from dlquiz.class_model import Assigned, Assignment, HandedIn, Handout, Student
from dlquiz.course.engines import K, Surroundings
from dlquiz.errors import GraderFault
from dlquiz.model import CheckResult, Job, Report, Verdict

RIGHT = b"def double(x):\n    return x + x\n"
WRONG = b"def double(x):\n    return 3 * x\n"
DUE = datetime(2026, 3, 1, tzinfo=UTC)
DOUBLE = Assignment((Assigned("double"),))


def handed_in(student: str, source: bytes = RIGHT, *, days: float | None = None, attempt: int = 1) -> HandedIn:
    """A file for `double`, `days` after the due date."""
    when = None if days is None else DUE + timedelta(days=days)
    return HandedIn(student, "double", source, "double.py", when, attempt=attempt)


def handout(*files: HandedIn, students: tuple[str, ...] = ()) -> Handout:
    """What these students, and those of the files, have handed in."""
    ids = sorted({*students, *(file.student for file in files)})
    return Handout(tuple(Student(id, id.title()) for id in ids), files)


class Toy:
    """An engine in this process: two of three points for what isn't RIGHT. `graded` lists the sources it has seen.

    `breaks`: sources for which the grader breaks. `stops_after`: jobs after which it is interrupted, as by Ctrl-C.
    """

    def __init__(self, bank: Path, *, torch: str = "2.13.0", breaks: tuple[bytes, ...] = ()) -> None:
        self.bank = Bank(bank)
        self.torch = torch
        self.breaks = breaks
        self.stops_after: int | None = None
        self.lacking: tuple[str, ...] = ()
        self.graded: list[Job] = []

    def surroundings(self) -> Surroundings:
        return Surroundings(self.torch, ("files",), self.lacking)

    def run(self, jobs: Iterable[tuple[K, Job]]) -> Generator[tuple[K, Report | GraderFault], None, None]:
        version = self.bank.exercise("double").version
        for key, job in jobs:
            if b"NotImplemented" not in job.source:
                if len(self.graded) == self.stops_after:
                    raise KeyboardInterrupt
                self.graded.append(job)
            yield key, GraderFault("the grader broke") if job.source in self.breaks else report(job, version)


def report(job: Job, version: str) -> Report:
    """What Toy makes of a job."""
    right = job.source == RIGHT
    verdict = Verdict.PASSED if right else Verdict.WRONG_VALUE
    checks = (CheckResult("one", Verdict.PASSED, 2, 2), CheckResult("two", verdict, float(right), 1))
    return Report(job.slug, version, verdict, 2.0 + right, 3, checks, {}, job.seed, 0.01, "", ("files",))
