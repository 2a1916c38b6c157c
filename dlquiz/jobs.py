"""The one door to grading: jobs in, reports out. Never imports torch."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dlquiz.errors import GraderFault
from dlquiz.model import Job, Report
from dlquiz.server.connection import Cancelled, nothing, unheard
from dlquiz.server.control import Server, servers, stop_servers
from dlquiz.server.environment import cores, own_cores

if TYPE_CHECKING:
    from concurrent.futures import Future

    from dlquiz.server.private import PrivateParent
    from dlquiz.server.protection import Protection
    from dlquiz.server.shared import SharedParent

__all__ = [
    "NO_SERVER",
    "Cancelled",
    "Grader",
    "Server",
    "cores",
    "missing",
    "own_cores",
    "protections",
    "record_all",
    "servers",
    "stop_servers",
]

NO_SERVER = "DLQUIZ_NO_SERVER"
"""Where this is set in the environment, no Grader uses the shared parent."""


def protections() -> "tuple[Protection, ...]":
    """The layers between a submission and this machine, each with whether it holds here: tried, not guessed."""
    from dlquiz.server.protection import protections as tried

    return tried()


def missing(layers: "Sequence[Protection]") -> "list[Protection]":
    """Those without which no stranger's submission should be run (see `Job.demand_protection`)."""
    from dlquiz.server.protection import missing as lacking

    return lacking(layers)


def record_all(bank: Path, slugs: "Sequence[str]", folder: Path, advance: Callable[[str], None]) -> None:
    """Writes folder/<slug>.tape, the record with which a release grades, for each exercise.

    Args:
        advance: called with the name of each exercise that is done.

    Raises:
        UsageError: an exercise can't be recorded; the text says why.
        GraderFault: the process that records died.
    """
    from dlquiz.server.recorders import record_all as recorded

    recorded(bank, slugs, folder, advance)


class Grader:
    """Grades jobs on a warm parent: a process that has imported torch. Use it as a context manager.

    Args:
        processes: how many jobs may run at once.
        thorough: for the gate and whole classes, where nobody waits for a single report: more time for a diagnosis.
        shared: use the parent that all commands of this user share. It is started if there is none, and stays. Else the
            Grader has one of its own, which begins to import torch now. Both run the same code.
        on: the cores to grade on, one for each job that runs at once; the system chooses if it is empty, or `shared`.
    """

    def __init__(
        self, processes: int = 1, *, thorough: bool = False, shared: bool = False, on: Sequence[int] = ()
    ) -> None:
        self.processes = processes
        self._parent = _shared_parent() if shared and not os.environ.get(NO_SERVER) else _private_parent(thorough, on)

    @property
    def starting(self) -> bool:
        """Whether the job under way waits for torch to be imported."""
        return self._parent.starting

    def warm_up(self) -> None:
        """Starts the shared parent if there is none, and keeps it there until `close`, even if no job comes."""
        self._parent.warm_up()

    def run(
        self,
        job: Job,
        stop: int | None = None,
        meanwhile: Callable[[], None] = nothing,
        told: Callable[[str | Report], None] = unheard,
    ) -> Report:
        """The report of one job. Raises UsageError (exercise or bank) and GraderFault (ours).

        `stop`: a descriptor; once it is readable, the job is killed and this raises Cancelled.
        `meanwhile`: called once, when the job is on its way: the time to import what shows the report.
        `told`: called with what a training prints, a line now and then; and where the job asks for it, with the
        verdicts of a wrong answer as soon as they are known, since its diagnosis takes longer.
        """
        return self._parent.run(job, stop, meanwhile, told)

    def run_all(self, jobs: Iterable[Job]) -> Iterator[tuple[int, Report | GraderFault]]:
        """(position, report) in order of completion, `processes` at a time; a GraderFault takes its report's place."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(self.processes) as pool:
            running: dict[Future[Report], int] = {}
            for position, job in enumerate(jobs):
                if len(running) >= 2 * self.processes:
                    yield from self._finished(running)
                running[pool.submit(self.run, job)] = position
            while running:
                yield from self._finished(running)

    @staticmethod
    def _finished(running: "dict[Future[Report], int]") -> Iterator[tuple[int, Report | GraderFault]]:
        from concurrent.futures import FIRST_COMPLETED, wait

        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            position = running.pop(future)
            error = future.exception()
            if error is not None and not isinstance(error, GraderFault):
                raise error
            yield position, error if error is not None else future.result()

    def close(self) -> None:
        """Ends everything, but for the shared parent."""
        self._parent.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _private_parent(thorough: bool, on: Sequence[int]) -> "PrivateParent":
    from dlquiz.server.private import PrivateParent

    return PrivateParent(thorough, on)


def _shared_parent() -> "SharedParent":
    from dlquiz.server.shared import SharedParent

    return SharedParent()
