"""The engine of many machines: a Dask cluster, whose workers have dlquiz, torch and the bank under the same path.

Each worker process keeps one warm parent of its own, with as many judges as it has threads. Jobs for CUDA go to workers
that were started with the resource GPU (`dask worker --resources GPU=1`). Needs the extra [cluster].
"""

import subprocess
import sys
import threading
from collections.abc import Generator, Iterable, Iterator
from types import TracebackType
from typing import Any, Self

import msgspec
from distributed import Client, Future, KilledWorker, as_completed, get_worker

from dlquiz.bank.version import grading_version
from dlquiz.course.engines import K, Surroundings
from dlquiz.course.engines.second_chance import with_second_chance
from dlquiz.course.engines.steady import SteadyGrader
from dlquiz.errors import GraderDied, GraderFault, UsageError
from dlquiz.model import Job, Report

CONNECTING = 15.0  # seconds
AHEAD = 3  # jobs on their way for each thread of the cluster
SURVEY = """
import sys, msgspec
from dlquiz.course.engines.surroundings import look_around
sys.stdout.buffer.write(msgspec.json.encode(look_around()))
"""


class DaskEngine:
    """Grades on the cluster whose scheduler listens at `address`; the Engine's contract. A context manager."""

    def __init__(self, address: str) -> None:
        """Raises UsageError if nobody answers there, or there are no workers."""
        self._address = address
        try:
            self._client = Client(address, timeout=CONNECTING, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"no Dask scheduler answers at {address} ({error}). Start one: dask scheduler; then dask worker"
            ) from None
        if not self._client.nthreads():
            self._client.close()
            raise UsageError(f"the Dask scheduler at {address} has no workers. Start some: dask worker {address}")

    def surroundings(self) -> Surroundings:
        """What all workers have in common; a layer is active if it is on each of them."""
        found: dict[str, tuple[Surroundings, str]] = self._client.run(survey)
        (torch, grading), *others = sorted({(here.torch, grading) for here, grading in found.values()})
        if others:
            raise UsageError(f"the workers at {self._address} differ in torch or dlquiz. Install the same everywhere")
        if grading != grading_version():
            raise UsageError(f"the workers at {self._address} have another dlquiz than this machine. Install the same")
        everywhere = [here.active for here, _ in found.values()]
        active = tuple(layer for layer in everywhere[0] if all(layer in layers for layers in everywhere))
        lacking = {f"{address}: {what}": None for address, (here, _) in found.items() for what in here.lacking}
        return Surroundings(torch, active, tuple(lacking))

    def run(self, jobs: Iterable[tuple[K, Job]]) -> Generator[tuple[K, Report | GraderFault], None, None]:
        """As Engine.run. A dead worker's jobs go to others, as often as the scheduler's `allowed-failures` says."""
        running: dict[Future, tuple[K, Job]] = {}
        try:
            yield from with_second_chance(self._side_by_side(jobs, running), lambda job: _outcome(self._submit(job)))
        finally:
            self._client.cancel(list(running))

    def _side_by_side(
        self, jobs: Iterable[tuple[K, Job]], running: dict[Future, tuple[K, Job]]
    ) -> Iterator[tuple[K, Job, Report | GraderFault]]:
        done, waiting = as_completed(loop=self._client.loop), iter(jobs)
        while True:
            room = max(AHEAD * sum(self._client.nthreads().values()), 1) - len(running)
            for key, job in _first(waiting, room):
                future = self._submit(job)
                running[future] = key, job
                done.add(future)
            if not running:
                return
            finished = next(done)
            yield *running.pop(finished), _outcome(finished)

    def _submit(self, job: Job) -> Future:
        return self._client.submit(grade_here, job, pure=False, resources={"GPU": 1} if job.device == "cuda" else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()


def _first(jobs: Iterator[Any], most: int) -> Iterator[Any]:
    for _ in range(most):
        try:
            yield next(jobs)
        except StopIteration:
            return


def _outcome(future: Future) -> Report | GraderFault:
    try:
        outcome: Report | str = future.result()
    except KilledWorker as killed:
        return GraderDied(f"the Dask worker ended: {killed.last_worker.address}")
    except GraderDied as died:
        return died
    except Exception as error:
        raise GraderFault(f"the Dask cluster failed ({type(error).__name__}: {error}); run the command again") from None
    return outcome if isinstance(outcome, Report) else GraderFault(outcome)


# -- on a worker

_starting = threading.Lock()
_graders: list[SteadyGrader] = []  # at most one, for as long as the worker's process lives


def grade_here(job: Job) -> Report | str:
    """Grades one job on this worker; a fault of the grader becomes its sentence. Raises GraderDied."""
    with _starting:
        if not _graders:
            _graders.append(SteadyGrader(get_worker().state.nthreads))
    outcome = _graders[0].run(job)
    if isinstance(outcome, GraderDied):
        raise outcome
    return str(outcome) if isinstance(outcome, GraderFault) else outcome


def survey() -> tuple[Surroundings, str]:
    """This worker's surroundings and version of the grader. The layers are tried in a process without threads."""
    told = subprocess.run([sys.executable, "-P", "-c", SURVEY], capture_output=True, check=True).stdout
    return msgspec.json.decode(told, type=Surroundings), grading_version()
