"""What `watch` waits for, in threads that never touch the screen: saves in the workspace, and the check under way."""

import math
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from msgspec import Struct
from msgspec.structs import replace

from dlquiz.errors import DlquizError
from dlquiz.jobs import Cancelled
from dlquiz.model import Job, Report

if TYPE_CHECKING:
    from watchfiles._rust_notify import RustNotify

STEP = 10  # milliseconds without a change after which a burst of saves is over
LONGEST = 50  # milliseconds after which it is told all the same: another program may write without end
LOOK = 500  # milliseconds between two looks at the files themselves


class Saved(Struct, frozen=True):
    """These files were written, replaced or removed."""

    files: frozenset[Path]


class Told(Struct, frozen=True):
    """Of the check under way: a line that a training prints, or the verdicts, while the diagnosis is looked for."""

    job: Job
    what: str | Report


class Checked(Struct, frozen=True):
    """A check is over."""

    job: Job
    outcome: Report | DlquizError


class Broken(Struct, frozen=True):
    """A thread ended by an error that nobody foresaw."""

    error: Exception


class Inbox:
    """Messages from threads and signal handlers to the one thread that waits, with `select`, for these and for keys."""

    def __init__(self) -> None:
        self._messages: SimpleQueue[Struct] = SimpleQueue()
        self._read, self.wakeup = os.pipe()  # a byte in it: look here
        os.set_blocking(self._read, False)
        os.set_blocking(self.wakeup, False)

    def fileno(self) -> int:
        """Readable while there may be a message."""
        return self._read

    def put(self, message: Struct) -> None:
        """Leave a message."""
        self._messages.put(message)
        with suppress(BlockingIOError):  # full, and so readable
            os.write(self.wakeup, b"!")

    def take(self) -> Iterator[Struct]:
        """All messages, oldest first."""
        with suppress(BlockingIOError):
            while os.read(self._read, 4096):
                pass
        while not self._messages.empty():
            yield self._messages.get()


class Saves:
    """Watches a folder, since many editors replace a file instead of writing it; used with `with`.

    Puts `Saved` into `inbox`, once for each burst of changes to `files`, which lie somewhere below `root`.
    """

    def __init__(self, root: Path, files: Iterable[Path], inbox: Inbox) -> None:
        """Watching has begun when this returns."""
        real = root.resolve()  # some systems tell resolved paths, some those that were asked for
        self._files = {str(real / file.relative_to(root)): file for file in files}
        self._inbox = inbox
        self._notify = _notifier(real)
        self._stamps = self._look()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        try:
            while not self._stop.is_set():
                told = {self._files[path] for path in self._wait() if path in self._files}
                if saved := told | self._differing():
                    self._inbox.put(Saved(frozenset(saved)))
        except Exception as error:
            self._inbox.put(Broken(error))

    def _wait(self) -> Iterable[str]:
        """The paths that have changed; none after a while, or at the end."""
        if self._notify is None:
            self._stop.wait(LOOK / 1000)
            return ()
        changes = self._notify.watch(LONGEST, STEP, LOOK, self._stop)
        return () if isinstance(changes, str) else (path for _, path in changes)

    def _differing(self) -> set[Path]:
        """Files that are not as they were: shared folders of containers and networks may tell of no change at all."""
        before, self._stamps = self._stamps, self._look()
        return {file for file, stamp in self._stamps.items() if stamp != before[file]}

    def _look(self) -> dict[Path, tuple[int, ...]]:
        return {file: _stamp(file) for file in self._files.values()}


def _notifier(folder: Path) -> "RustNotify | None":
    """Tells of changes as the system tells them; None where it can't, or has no watches left to give."""
    from watchfiles._rust_notify import RustNotify  # 70 ms, in which the grader imports torch

    try:
        return RustNotify([str(folder)], False, False, 0, True, True)
    except OSError:
        return None


def _stamp(file: Path) -> tuple[int, ...]:
    """What changes when a file is written or replaced; empty if there is none."""
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino


class Runs(Protocol):
    """What `Checks` needs of a grader."""

    @property
    def starting(self) -> bool:
        """As `Grader.starting`."""

    def run(self, job: Job, stop: int | None = None, *, told: Callable[[str | Report], None]) -> Report:
        """As `Grader.run`."""


class Checks:
    """One check at a time, in a thread of its own; a newer one takes the place of the one under way.

    Puts `Checked` into `inbox`, to be shown to `accept`, and of a wrong answer `Told` before. Of a check that was
    cancelled there is nothing more to be seen.
    """

    def __init__(self, grader: Runs, inbox: Inbox) -> None:
        self._grader, self._inbox = grader, inbox
        self._settled: Job | None = None  # the last that has a report
        self._lifeline: int | None = None  # of the check under way
        self.running: Job | None = None
        self.line = ""  # what the training under way printed last
        self.began = -math.inf  # the last check, by time.monotonic()

    def start(self, job: Job) -> bool:
        """Start a check. False if there is nothing to do: this very text is being checked, or was the last one."""
        if job in (self.running, self._settled if self.running is None else None):
            return False
        self.close()
        self.running, self.began, self.line = job, time.monotonic(), ""
        stop, self._lifeline = os.pipe()
        threading.Thread(target=self._run, args=(job, stop), daemon=True).start()
        return True

    @property
    def starting(self) -> bool:
        """Whether the check under way waits for torch to be imported."""
        return self._grader.starting

    def seconds(self) -> float | None:
        """How long the check under way has taken; None if there is none."""
        return None if self.running is None else time.monotonic() - self.began

    def accept(self, message: Checked) -> bool:
        """Whether this is the outcome of the check under way, which is then over."""
        if message.job is not self.running:
            return False
        self._settled = message.job if isinstance(message.outcome, Report) else None
        self.close()
        return True

    def hear(self, message: Told) -> Report | None:
        """Keep a line of the check under way; return its verdicts."""
        if message.job is not self.running:
            return None
        if isinstance(message.what, Report):
            return message.what
        self.line = message.what
        return None

    def close(self) -> None:
        """End the check under way, if there is one."""
        self.running = None
        if self._lifeline is not None:
            os.close(self._lifeline)  # the other end is readable now
            self._lifeline = None

    def forget(self) -> None:
        """End the check under way, and let the next one of the same text be one."""
        self.close()
        self._settled = None

    def _run(self, job: Job, stop: int) -> None:
        try:
            self._inbox.put(Checked(job, self._outcome(job, stop)))
        except Cancelled:
            pass
        except Exception as error:
            self._inbox.put(Broken(error))
        finally:
            os.close(stop)

    def _outcome(self, job: Job, stop: int) -> Report | DlquizError:
        try:
            return self._grader.run(replace(job, early=True), stop, told=lambda what: self._inbox.put(Told(job, what)))
        except DlquizError as error:
            return error
