"""Throughput by cores: `dlquiz grade --jobs N` on N cores beside `--jobs 1` on one.

The start (torch is imported) takes as long on any number of cores. So a further submission is timed: a large class less a
small one, by the submissions between them. And the cores of a machine share memory and caches: what there is to be had
is shown by N graders with a core each, which know nothing of each other.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.assignment.graders import Dlquiz
from tests.bench.assignment.submissions import submissions
from tests.bench.peers import agreeing, copies, cores
from tests.bench.rows import Row

ROUNDS = 3
SMALL, LARGE = 4, 40  # copies of the ten submissions


def rows() -> list[Row]:
    """For each number of cores: the ratio is 1/N where nothing is lost, and 1 beside graders of one core each."""
    counts = range(2, len(os.sched_getaffinity(0)) + 1)
    with tempfile.TemporaryDirectory() as name:
        pairs = [(1, 1), *((count, graders) for count in counts for graders in (1, count))]
        one, *others = _medians(
            [_further(Path(name) / f"{count}-{graders}", count, graders) for count, graders in pairs]
        )
    found = []
    for count, together, apart in zip(counts, others[::2], others[1::2], strict=True):
        what = f"grade --jobs {count}, a further submission"
        found.append(Row(what, together, "--jobs 1", one))
        found.append(Row(what, together, f"{count} graders, a core each", apart))
    return found


class Way:
    """A way to use `count` cores: `graders` at once, which share the cores or have one each."""

    def __init__(self, folder: Path, count: int, graders: int, size: int) -> None:
        self.count, self.submissions = count, graders * size * len(submissions())
        self.graders = [Dlquiz(_room(folder, str(number)), copies(size), count // graders) for number in range(graders)]

    def seconds(self) -> float:
        """How long all take."""
        free = sorted(os.sched_getaffinity(0))[: self.count]
        share = len(free) // len(self.graders)
        started = time.perf_counter()
        with ThreadPoolExecutor(len(self.graders)) as pool:
            list(pool.map(self._grade, self.graders, (free[at : at + share] for at in range(0, len(free), share))))
        lasted = time.perf_counter() - started
        for grader in self.graders:
            agreeing(grader)
        return lasted

    @staticmethod
    def _grade(grader: Dlquiz, on: Sequence[int]) -> None:
        with cores(on):
            grader.grade()


def _further(folder: Path, count: int, graders: int) -> Callable[[], float]:
    """Seconds of a further submission on so many cores."""
    small, large = (Way(folder / str(size), count, graders, size) for size in (SMALL, LARGE))
    return lambda: (large.seconds() - small.seconds()) / (large.submissions - small.submissions)


def _medians(ways: Sequence[Callable[[], float]]) -> list[float]:
    """Of ROUNDS for each way, taken in turn, after one round that does not count."""
    rounds = [[way() for way in ways] for _ in range(ROUNDS + 1)][1:]
    return [statistics.median(taken) for taken in zip(*rounds, strict=True)]


def _room(folder: Path, name: str) -> Path:
    room = folder / name
    room.mkdir(parents=True)
    return room
