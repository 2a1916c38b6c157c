"""The engine of one machine: a warm parent, and as many judges at once as there are cores. Never imports torch."""

import os
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self

from dlquiz.course.engines import K, Surroundings
from dlquiz.course.engines.second_chance import with_second_chance
from dlquiz.course.engines.steady import SteadyGrader
from dlquiz.course.engines.surroundings import look_around
from dlquiz.errors import GraderFault
from dlquiz.jobs import cores
from dlquiz.model import Job, Report

AHEAD = 2  # jobs that are read for each that runs


class LocalEngine:
    """Grades on this machine; the Engine's contract. Use it as a context manager: the grader starts on entry."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or cores()
        self._surroundings = look_around()  # by a fork: before there are threads
        self._grader = SteadyGrader(self.processes)

    def surroundings(self) -> Surroundings:
        """This machine's."""
        return self._surroundings

    def run(self, jobs: Iterable[tuple[K, Job]]) -> Generator[tuple[K, Report | GraderFault], None, None]:
        """As Engine.run."""
        stop, stopping = os.pipe()
        pool = ThreadPoolExecutor(self.processes)
        try:
            side_by_side = _side_by_side(self._grader, pool, jobs, stop)
            yield from with_second_chance(side_by_side, lambda job: self._grader.run(job, stop))
        finally:
            os.close(stopping)  # what still runs is cancelled
            pool.shutdown(cancel_futures=True)
            os.close(stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._grader.close()


def _side_by_side(
    grader: SteadyGrader, pool: ThreadPoolExecutor, jobs: Iterable[tuple[K, Job]], stop: int
) -> Iterator[tuple[K, Job, Report | GraderFault]]:
    running: dict[Future[Report | GraderFault], tuple[K, Job]] = {}
    for key, job in jobs:
        running[pool.submit(grader.run, job, stop)] = key, job
        if len(running) >= AHEAD * grader.processes:
            yield from _finished(running)
    while running:
        yield from _finished(running)


def _finished(
    running: dict[Future[Report | GraderFault], tuple[K, Job]],
) -> Iterator[tuple[K, Job, Report | GraderFault]]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        key, job = running.pop(future)
        yield key, job, future.result()
