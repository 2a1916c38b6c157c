"""What every bench gives back, and how it takes the time: medians, with the yardstick measured in the same run."""

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

RUNS = 11


@dataclass(frozen=True)
class Row:
    """One figure beside its yardstick, both in seconds."""

    what: str
    seconds: float
    against: str
    against_seconds: float

    @property
    def ratio(self) -> float:
        """How many of the yardstick."""
        return self.seconds / self.against_seconds


def medians(actions: Sequence[Callable[[], object]], runs: int = RUNS) -> list[float]:
    """Seconds of each action, the median of `runs`, taken in turn, so that a busy moment falls on all of them."""
    taken: list[list[float]] = [[] for _ in actions]
    for _ in range(runs):
        for action, seconds in zip(actions, taken, strict=True):
            started = time.perf_counter()
            action()
            seconds.append(time.perf_counter() - started)
    return [statistics.median(seconds) for seconds in taken]


def process(*command: str, folder: Path) -> Callable[[], object]:
    """A whole process to be timed; its exit code is not looked at, since a wrong answer exits with 1."""
    return lambda: subprocess.run(command, cwd=folder, capture_output=True, check=False)
