"""The one door to grading: jobs in, reports out. Never imports torch."""

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dlquiz.errors import GraderFault
from dlquiz.model import Job, Report
from dlquiz.server.client import Cancelled, Connection, PrivateParent

if TYPE_CHECKING:
    from dlquiz.server.protection import Protection

__all__ = ["Cancelled", "Grader", "protections"]

RECYCLE = 200  # jobs after which a judge is replaced by a fresh one
SECONDS = 300.0  # no exercise's limit is above this


def protections() -> "tuple[Protection, ...]":
    """The layers between a submission and this machine, each with whether it holds here: tried, not guessed."""
    from dlquiz.server.protection import protections as tried

    return tried()


class Grader:
    """Grades jobs on a warm parent of its own, which begins to import torch when the Grader is made.

    `processes`: how many jobs may run at once; `thorough`: it starts two seconds later, trains sooner and listens to
    torch's operators too (for the gate, and for whole classes). Use it as a context manager.
    """

    def __init__(self, processes: int = 1, *, thorough: bool = False) -> None:
        self.processes = processes
        self._parent = PrivateParent(thorough)
        self._idle: list[tuple[Connection, int]] = []

    def run(self, job: Job, stop: int | None = None) -> Report:
        """The report of one job. Raises UsageError (exercise or bank) and GraderFault (ours).

        `stop`: a descriptor; once it is readable, the job is killed and this raises Cancelled.
        """
        connection, used = self._idle.pop() if self._idle else (Connection(self._parent.path), 0)
        try:
            report = connection.run(job, SECONDS, stop)
        except GraderFault as fault:
            connection.close()
            words = self._parent.last_words()
            raise GraderFault(f"{fault} ({words})" if words else str(fault)) from None
        except BaseException:
            connection.close()
            raise
        if used + 1 < RECYCLE:
            self._idle.append((connection, used + 1))
        else:
            connection.close()
        return report

    def run_all(self, jobs: Iterable[Job]) -> Iterator[tuple[int, Report | GraderFault]]:
        """(position, report) in order of completion, `processes` at a time; a GraderFault takes its report's place."""
        with ThreadPoolExecutor(self.processes) as pool:
            running: dict[Future[Report], int] = {}
            for position, job in enumerate(jobs):
                if len(running) >= 2 * self.processes:
                    yield from self._finished(running)
                running[pool.submit(self.run, job)] = position
            while running:
                yield from self._finished(running)

    @staticmethod
    def _finished(running: dict[Future[Report], int]) -> Iterator[tuple[int, Report | GraderFault]]:
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            position = running.pop(future)
            error = future.exception()
            if error is not None and not isinstance(error, GraderFault):
                raise error
            yield position, error if error is not None else future.result()

    def close(self) -> None:
        """Ends everything."""
        for connection, _ in self._idle:
            connection.close()
        self._idle.clear()
        self._parent.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
