"""What grades the jobs of a class: one module per engine, each with these two methods and nothing else."""

from collections.abc import Generator, Iterable
from typing import Protocol, TypeVar

from dlquiz.course.engines.surroundings import Surroundings
from dlquiz.errors import GraderFault
from dlquiz.model import Job, Report

__all__ = ["Engine", "K", "Surroundings"]

K = TypeVar("K")


class Engine(Protocol):
    """Grades many jobs. Every engine gives the same reports: the judge is the same."""

    def surroundings(self) -> Surroundings:
        """What holds wherever a job of this engine may run.

        Raises:
            UsageError: its machines differ where they must not.
        """

    def run(self, jobs: Iterable[tuple[K, Job]]) -> Generator[tuple[K, Report | GraderFault], None, None]:
        """Each job's outcome under its key, in order of completion.

        `jobs` is read as workers become free, so it may be endless. A job whose worker dies is done again; after the
        second death its outcome is a GraderFault. When the iterator is closed, jobs under way are killed.

        Raises:
            GraderFault: no job can be graded any more.
        """
