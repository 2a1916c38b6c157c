"""Work in a forked child, which a limit of processor time ends: for what may be endless, or is not waited for."""

import os
import resource
import select
import signal
import socket
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator

from dlquiz.grading.bounds import limited_memory
from dlquiz.sandbox.stream import receive, send

PATIENCE = 10.0  # seconds of wall time, on a machine that is busy with other things
LOOK = 0.005  # seconds between two looks at a child that is waited for
GROWN = 64 << 10  # KiB that all questions may cost a standby, for it to be kept
STAYS, GOES = b"+", b"-"  # how its answers begin: whether it takes another question

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


class Standby:
    """A child that is kept, and answers one question after the other: a fork takes longer than most answers.

    Forked at the first question. `seconds`: of processor time for each. A child that takes more, that dies, or that has
    grown, is replaced at the next question.
    """

    def __init__(self, work: Callable[[bytes], bytes], seconds: float) -> None:
        self._work, self._seconds = work, seconds
        self._child: tuple[int, socket.socket] | None = None
        self._asked = False

    def ask(self, question: bytes) -> None:
        """Begins to answer. What was asked before is forgotten."""
        if self._asked:
            self.answer()
        if self._child is None or not self._send(self._child[1], question):  # it may have been killed since
            self.close()
            self._child = self._fork()
            self._send(self._child[1], question)  # `answer` sees if that one is dead, too
        self._asked = True

    @staticmethod
    def _send(sock: socket.socket, question: bytes) -> bool:
        try:
            send(sock, question)
        except OSError:
            return False
        return True

    def answer(self) -> bytes | None:
        """What the work returned; None if it did not come to its end. Waits for it."""
        assert self._asked
        assert self._child is not None
        self._asked = False
        try:
            told = receive(self._child[1])
        except OSError:  # it takes too long, or was killed
            told = None
        if told is None or not told.startswith(STAYS):
            self.close()
        return None if told is None else told[1:]

    def close(self) -> None:
        """Ends the child, if there is one."""
        if self._child is not None:
            pid, sock = self._child
            self._child, self._asked = None, False
            sock.close()
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _fork(self) -> tuple[int, socket.socket]:
        mine, childs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            _stand_by(self._work, self._seconds, childs)
        childs.close()
        mine.settimeout(PATIENCE)
        return pid, mine


def _stand_by(work: Callable[[bytes], bytes], seconds: float, sock: socket.socket) -> None:
    """The child. Holds nobody's connection; never returns."""
    try:
        _close_all_but(sock.fileno())
        before = _most_memory()
        with limited_memory(0):
            while (question := receive(sock)) is not None:
                _limit(seconds)
                told = work(question)
                _limit(0)
                send(sock, (STAYS if _most_memory() < before + GROWN else GOES) + told)
    finally:
        os._exit(0)


def _most_memory() -> int:
    """In KiB (on macOS in bytes, and so a standby answers one question there)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _close_all_but(kept: int) -> None:
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))


def _live_aside(work: Callable[[], bytes], seconds: float, nice: int, file: int) -> None:
    """The child. Holds nobody's connection; never returns."""
    code = 1
    try:
        _close_all_but(file)
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
