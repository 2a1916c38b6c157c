"""A job whose worker died is done once more, alone; after the second death it is given up."""

from collections.abc import Callable, Iterator

from dlquiz.course.engines import K
from dlquiz.errors import GraderDied, GraderFault
from dlquiz.model import Job, Report

ISOLATED = "it ended the process that graded it twice, the second time alone, and was given up"


def with_second_chance(
    first: Iterator[tuple[K, Job, Report | GraderFault]], alone: Callable[[Job], Report | GraderFault]
) -> Iterator[tuple[K, Report | GraderFault]]:
    """The outcomes of `first`; where a worker died (GraderDied), that of a second try when all others are done.

    When a worker dies, jobs that ran beside the one that killed it may die with it. The second time nothing runs beside
    a job, so that its death is its own.
    """
    suspects: list[tuple[K, Job]] = []
    for key, job, outcome in first:
        if isinstance(outcome, GraderDied):
            suspects.append((key, job))
        else:
            yield key, outcome
    for key, job in suspects:
        outcome = alone(job)
        yield key, GraderDied(f"{ISOLATED} ({outcome})") if isinstance(outcome, GraderDied) else outcome
