"""The engine of one machine: as many judges at once as there are cores, on warm parents. Never imports torch.

A parent forks for one judge after the other, 5 ms for a job that takes 70, so that fourteen judges would keep it busy.
Beyond WORKERS there is more than one parent. Where every core has a judge, each judge keeps to its own.
"""

import os
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from dlquiz.course.engines import K, Surroundings
from dlquiz.course.engines.second_chance import with_second_chance
from dlquiz.course.engines.steady import SteadyGrader
from dlquiz.course.engines.surroundings import look_around
from dlquiz.errors import GraderFault
from dlquiz.jobs import cores, own_cores
from dlquiz.model import Job, Report

AHEAD = 2  # jobs that are read for each that runs
WORKERS = 8  # of one parent


class LocalEngine:
    """Grades on this machine; the Engine's contract. Use it as a context manager: the grader starts on entry."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or cores()
        self._surroundings = look_around()  # by a fork: before there are threads
        all_cores = own_cores() if self.processes == cores() else ()
        parents = -(-self.processes // WORKERS)
        self._graders = [
            SteadyGrader(len(range(number, self.processes, parents)), all_cores[number::parents])
            for number in range(parents)
        ]
        self._free: SimpleQueue[SteadyGrader] = SimpleQueue()  # one entry for each worker
        for number in range(self.processes):
            self._free.put(self._graders[number % parents])

    def surroundings(self) -> Surroundings:
        """This machine's."""
        return self._surroundings

    def run(self, jobs: Iterable[tuple[K, Job]]) -> Generator[tuple[K, Report | GraderFault], None, None]:
        """As Engine.run."""
        stop, stopping = os.pipe()
        pool = ThreadPoolExecutor(self.processes)
        try:
            yield from with_second_chance(self._side_by_side(pool, jobs, stop), lambda job: self._grade(job, stop))
        finally:
            os.close(stopping)  # what still runs is cancelled
            pool.shutdown(cancel_futures=True)
            os.close(stop)

    def _side_by_side(
        self, pool: ThreadPoolExecutor, jobs: Iterable[tuple[K, Job]], stop: int
    ) -> Iterator[tuple[K, Job, Report | GraderFault]]:
        running: dict[Future[Report | GraderFault], tuple[K, Job]] = {}
        for key, job in jobs:
            running[pool.submit(self._grade, job, stop)] = key, job
            if len(running) >= AHEAD * self.processes:
                yield from _finished(running)
        while running:
            yield from _finished(running)

    def _grade(self, job: Job, stop: int) -> Report | GraderFault:
        grader = self._free.get()
        try:
            return grader.run(job, stop)
        finally:
            self._free.put(grader)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for grader in self._graders:
            grader.close()


def _finished(
    running: dict[Future[Report | GraderFault], tuple[K, Job]],
) -> Iterator[tuple[K, Job, Report | GraderFault]]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        key, job = running.pop(future)
        yield key, job, future.result()
