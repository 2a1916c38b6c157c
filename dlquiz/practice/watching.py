"""What `watch` waits for, in threads that never touch the screen: saves in the workspace, and the check under way."""

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from msgspec import Struct

from dlquiz.errors import DlquizError
from dlquiz.jobs import Cancelled
from dlquiz.model import Job, Report

if TYPE_CHECKING:
    from watchfiles._rust_notify import RustNotify

STEP = 10  # milliseconds without a change after which a burst of saves is over
LONGEST = 50  # milliseconds after which it is told all the same: another program may write without end
POLL = 300  # milliseconds, where the system can't tell of changes


class Saved(Struct, frozen=True):
    """These files were written, replaced or removed."""

    files: frozenset[Path]


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
            while not isinstance(changes := self._notify.watch(LONGEST, STEP, 0, self._stop), str):
                if saved := frozenset(self._files[path] for _, path in changes if path in self._files):
                    self._inbox.put(Saved(saved))
        except Exception as error:
            self._inbox.put(Broken(error))


def _notifier(folder: Path) -> "RustNotify":
    """Tells of changes as the system tells them; where it can't, or has no more watches to give, looks by itself."""
    from watchfiles._rust_notify import RustNotify  # 70 ms, in which the grader imports torch

    try:
        return RustNotify([str(folder)], False, False, POLL, True, True)
    except OSError:
        return RustNotify([str(folder)], False, True, POLL, True, True)


class Runs(Protocol):
    """What `Checks` needs of a grader."""

    def run(self, job: Job, stop: int | None = None) -> Report:
        """As `Grader.run`."""


class Checks:
    """One check at a time, in a thread of its own; a newer one takes the place of the one under way.

    Puts `Checked` into `inbox`, to be shown to `accept`; of a check that was cancelled there is nothing to be seen.
    """

    def __init__(self, grader: Runs, inbox: Inbox) -> None:
        self._grader, self._inbox = grader, inbox
        self._settled: Job | None = None  # the last that has a report
        self._lifeline: int | None = None  # of the check under way
        self.running: Job | None = None

    def start(self, job: Job) -> bool:
        """Start a check. False if there is nothing to do: this very text is being checked, or was the last one."""
        if job in (self.running, self._settled if self.running is None else None):
            return False
        self.cancel()
        self.running = job
        stop, self._lifeline = os.pipe()
        threading.Thread(target=self._run, args=(job, stop), daemon=True).start()
        return True

    def accept(self, message: Checked) -> bool:
        """Whether this is the outcome of the check under way, which is then over."""
        if message.job is not self.running:
            return False
        self._settled = message.job if isinstance(message.outcome, Report) else None
        self.cancel()
        return True

    def cancel(self) -> None:
        """End the check under way, if there is one."""
        self.running = None
        if self._lifeline is not None:
            os.close(self._lifeline)  # the other end is readable now
            self._lifeline = None

    def forget(self) -> None:
        """Let the next check of the same text be one."""
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
            return self._grader.run(job, stop)
        except DlquizError as error:
            return error
