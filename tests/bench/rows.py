"""What every bench gives back, and how it takes the time: medians, with the yardstick measured in the same run."""

import os
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


def medians(actions: Sequence[Callable[[], object]], clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Seconds of each action, the median of RUNS, taken in turn, so that a busy moment falls on all of them.

    Each is done once beforehand, untimed: caches are then as full as they will be. What this process does alone, on one
    thread, is best timed by `time.process_time`, which stands still while others have the core.
    """
    for action in actions:
        action()
    taken: list[list[float]] = [[] for _ in actions]
    for _ in range(RUNS):
        for action, seconds in zip(actions, taken, strict=True):
            started = clock()
            action()
            seconds.append(clock() - started)
    return [statistics.median(seconds) for seconds in taken]


def process(*command: str, folder: Path) -> Callable[[], object]:
    """A whole process to be timed; its exit code is not looked at, since a wrong answer exits with 1.

    Python may keep its bytecode, as it does on a learner's machine: some test machines forbid that, and then every
    start would compile dlquiz, but not the libraries beside which it is measured.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
