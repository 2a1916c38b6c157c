"""Limits on the judge's own work: what a submission answers can make a comparison, or a check's arithmetic, endless.

Answers are bounded in size, but not what a check does with them: a product of two of them, a distance of all pairs.
So a check has a budget of the judge's own processor time, in which waiting for the submission does not count, and the
judge a budget of memory. Every right answer stays far below both, or the author's gate would have shown it.
"""

import contextlib
import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SECONDS = 30.0  # of processor time for one check: calls of the reference, comparisons, evidence
WALL = 6  # times as much wall time as processor time: a busy machine takes nothing away, waiting still has an end
LOOK = 0.25  # seconds between two looks at the clock
MEMORY = 4 << 30  # bytes on top of what is mapped, and of twice what the exercise allows


class Allowance:
    """This process's own processor time for something that is not owed, and WALL times as much for waiting."""

    def __init__(self, seconds: float) -> None:
        self._processor, self._wall = time.process_time() + seconds, time.monotonic() + WALL * seconds

    @property
    def spent(self) -> bool:
        """Whether one of the two is used up."""
        return time.process_time() > self._processor or time.monotonic() > self._wall


@contextlib.contextmanager
def limited_time(give_up: Callable[[], None], seconds: float | None = None) -> Iterator[None]:
    """Calls `give_up` in another thread if the body takes that much processor time, or SECONDS; the process then ends.

    Another thread, since an operation of torch, once begun, can't be interrupted. It is gone after the body: this
    process forks.
    """
    most = SECONDS if seconds is None else seconds
    started, done, deciding = time.process_time(), threading.Event(), threading.Lock()

    def look() -> None:
        while not done.wait(LOOK):
            with deciding:
                if time.process_time() - started > most and not done.is_set():
                    try:
                        give_up()
                    finally:
                        os._exit(0)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        with deciding:
            done.set()
        thread.join()


@contextlib.contextmanager
def limited_memory(allowed: int) -> Iterator[None]:
    """In the body, what this process maps is limited; beyond, allocations fail. `allowed`: MiB of the exercise.

    Linux only. Nothing of this holds with CUDA, which maps far more memory than it uses.
    """
    if sys.platform != "linux":
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    mapped = int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
    limit = mapped + MEMORY + (2 * allowed << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit if before[1] == -1 else min(limit, before[1]), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
