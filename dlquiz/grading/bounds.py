"""Limits on the judge's own work: what a submission answers can make a comparison, or a check's arithmetic, endless.

Answers are bounded in size, but not what a check does with them: a product of two of them, a distance of all pairs.
So a check has a budget of the judge's own processor time, in which waiting for the submission does not count, and the
judge a budget of memory. Every right answer stays far below both, or the author's gate would have shown it.
"""

import contextlib
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

SECONDS = 30.0  # of processor time for one check: calls of the reference, comparisons, evidence
WALL = 6  # times as much wall time as processor time: a busy machine takes nothing away, waiting still has an end
LOOK = 0.25  # seconds between two looks at the clock
IDLE = 20  # looks
MEMORY = 4 << 30  # bytes on top of what is mapped, and of twice what the exercise allows


class Allowance:
    """This process's own processor time for something that is not owed, and WALL times as much for waiting."""

    def __init__(self, seconds: float) -> None:
        self._processor, self._wall = time.process_time() + seconds, time.monotonic() + WALL * seconds

    @property
    def spent(self) -> bool:
        """Whether one of the two is used up."""
        return time.process_time() > self._processor or time.monotonic() > self._wall


class _Watchdog:
    """A thread that ends this process when its processor time is up. One serves all bodies: each start costs."""

    def __init__(self) -> None:
        self.rest()

    def rest(self) -> None:
        """As it is without a thread: at first, and in a fork."""
        self.deciding = threading.Lock()
        self.end: tuple[float, Callable[[], None]] | None = None  # by time.process_time(), and what to do then
        self.idle = IDLE  # looks without a body, after which the thread is gone

    def begin(self, end: float, give_up: Callable[[], None]) -> None:
        """At `end`, calls `give_up` and ends this process."""
        with self.deciding:
            assert self.end is None
            self.end, idle, self.idle = (end, give_up), self.idle, 0
        if idle >= IDLE:
            threading.Thread(target=self._look, daemon=True).start()

    def finish(self) -> None:
        """The body has come to its end in time."""
        with self.deciding:
            self.end = None

    def _look(self) -> None:
        while True:
            time.sleep(LOOK)
            with self.deciding:
                self.idle = 0 if self.end else self.idle + 1
                if self.idle >= IDLE:
                    return
                if self.end is not None and time.process_time() > self.end[0]:
                    try:
                        self.end[1]()
                    finally:
                        os._exit(0)


_watchdog = _Watchdog()
os.register_at_fork(after_in_child=_watchdog.rest)


@contextlib.contextmanager
def limited_time(give_up: Callable[[], None], seconds: float | None = None) -> Iterator[None]:
    """Calls `give_up` in another thread if the body takes that much processor time, or SECONDS; the process then ends.

    Another thread, since an operation of torch, once begun, can't be interrupted. Bodies don't nest.
    """
    most = SECONDS if seconds is None else seconds
    _watchdog.begin(time.process_time() + most, give_up)
    try:
        yield
    finally:
        _watchdog.finish()


class Endless(BaseException):
    """Ends a call of ours that takes too long. No Exception, so that the code that it interrupts does not catch it."""


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises Endless in what takes more processor time of its own, as soon as Python runs. Bodies don't nest."""
    signal.signal(signal.SIGVTALRM, _interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Endless


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
