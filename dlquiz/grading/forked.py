"""Work in a forked child, which a limit of processor time ends: for what may be endless, or is not waited for."""

import os
import select
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator

PATIENCE = 10.0  # seconds of wall time, on a machine that is busy with other things
LOOK = 0.005  # seconds between two looks at a child that is waited for

_ended: list[int] = []  # children that were killed and have not been waited for


class Forked:
    """Begins at once. The child has `seconds` of processor time; what it has yielded until then counts."""

    def __init__(self, work: Callable[[], Iterator[str]], seconds: float) -> None:
        _reap()
        self._read, write = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            _live(work, seconds, self._read, write)
        os.close(write)

    def lines(self) -> list[str]:
        """What `work` yielded. Waits for its end, which is not yet that of the process: that takes milliseconds."""
        try:
            data = _read_until(self._read, time.monotonic() + PATIENCE)
        finally:
            os.close(self._read)
            os.kill(self._pid, signal.SIGKILL)
            _ended.append(self._pid)
        return [line.decode() for line in data.split(b"\n")[:-1]]


class Aside:
    """Work whose result is there when it is there. Begins at once; the child has `seconds` of processor time."""

    def __init__(self, work: Callable[[], bytes], seconds: float, nice: int) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (a pipe holds 64 KiB, and then the child would wait)
        self._pid = os.fork()
        if self._pid == 0:
            _live_aside(work, seconds, nice, self._file.fileno())

    def result(self, wait: float) -> bytes | None:
        """What `work` returned, b"" if it did not come to its end; None if it is under way after `wait` seconds.

        To be had once.
        """
        deadline = time.monotonic() + wait
        pid, status = os.waitpid(self._pid, os.WNOHANG)
        while pid == 0 and time.monotonic() < deadline:
            time.sleep(LOOK)
            pid, status = os.waitpid(self._pid, os.WNOHANG)
        if pid == 0:
            return None
        with self._file:
            return self._file.read() if status == 0 else b""


def _live_aside(work: Callable[[], bytes], seconds: float, nice: int, file: int) -> None:
    """The child. Holds nobody's connection; never returns."""
    code = 1
    try:
        os.closerange(3, file)
        os.closerange(file + 1, os.sysconf("SC_OPEN_MAX"))
        os.nice(nice)
        _limit(seconds)
        data = work()
        os.pwrite(file, data, 0)
        code = 0
    finally:
        os._exit(code)


def _limit(seconds: float) -> None:
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _live(work: Callable[[], Iterator[str]], seconds: float, read: int, write: int) -> None:
    """The child. Never returns."""
    try:
        os.close(read)
        _limit(seconds)
        for line in work():
            os.write(write, line.encode() + b"\n")
    finally:
        os.close(write)
        os._exit(0)


def _reap() -> None:
    _ended[:] = [pid for pid in _ended if not os.waitpid(pid, os.WNOHANG)[0]]


def _read_until(fd: int, deadline: float) -> bytes:
    data = b""
    while (left := deadline - time.monotonic()) > 0 and select.select([fd], [], [], left)[0]:
        part = os.read(fd, 1 << 16)
        if not part:
            break
        data += part
    return data
