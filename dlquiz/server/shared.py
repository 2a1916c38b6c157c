"""The warm parent that all commands of one user share: started by whoever needs it first, replaced if it fails.

Whatever happens to it, a job is graded: after a second failure on a private parent, which runs the same code.
Never imports torch.
"""

import contextlib
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from dlquiz.errors import GraderFault
from dlquiz.model import Job, Report
from dlquiz.server.connection import PATIENCE, Connection, nothing, unheard
from dlquiz.server.environment import environment, kind
from dlquiz.server.messages import Hello
from dlquiz.server.place import LOOK, Files, State, lock, runtime_folder

if TYPE_CHECKING:
    from dlquiz.server.private import PrivateParent

IDLE = 15 * 60.0  # seconds without a client after which a parent ends
ATTEMPTS = 2  # on shared parents, before a private one is taken
STARTING = 60.0  # seconds that it may take to import torch
ENDING = 3.0  # seconds that a parent may take to end
BACKLOG = 1024  # clients that may wait to be accepted


class Unavailable(Exception):
    """There is no shared parent to be had."""


class SharedParent:
    """Client of the user's shared parent. Used by several threads."""

    def __init__(self, idle: float = IDLE) -> None:
        self.idle = idle
        self._starting = False
        folder = runtime_folder()
        self.files = None if folder is None else Files(folder, kind())
        self._kept: Connection | None = None
        self._private: PrivateParent | None = None
        self._change = threading.Lock()

    @property
    def starting(self) -> bool:
        """Whether a job waits for torch to be imported."""
        return self._starting if self._private is None else self._private.starting

    def warm_up(self) -> None:
        """Starts the parent if there is none, and keeps it there until `close`, even if no job comes."""
        if self.files is not None and self._kept is None:
            with contextlib.suppress(Unavailable):
                self._kept = self._connect(self.files)

    def run(
        self,
        job: Job,
        stop: int | None = None,
        meanwhile: Callable[[], None] = nothing,
        told: Callable[[str | Report], None] = unheard,
    ) -> Report:
        """As `Grader.run`. Each job has a judge of its own."""
        once = Once(meanwhile)
        if self.files is not None and self._private is None:
            try:
                return self._run_there(self.files, job, stop, once, told)
            except Unavailable:
                pass
        return self._take_private().run(job, stop, once, told)

    def close(self) -> None:
        """The shared parent stays."""
        for connection in (self._private, self._kept):
            if connection is not None:
                connection.close()

    def _run_there(
        self,
        files: Files,
        job: Job,
        stop: int | None,
        meanwhile: Callable[[], None],
        told: Callable[[str | Report], None],
    ) -> Report:
        for attempt in range(1, ATTEMPTS + 1):
            before = files.living()
            self._starting = before is None or before.ready is None
            connection = self._connect(files)
            deadline = time.monotonic() + (STARTING if self._starting else PATIENCE)
            try:
                return connection.run(
                    job,
                    stop,
                    meanwhile=meanwhile,
                    told=told,
                    greeted=self._greeted,
                    hangs=partial(hangs, files, connection, deadline),
                )
            except GraderFault as fault:
                if connection.hello is not None and (now := greeting(files, PATIENCE)) is not None:
                    if now.pid == connection.hello.pid:
                        raise GraderFault(f"{fault} (what it wrote: {files.log})") from None
                elif attempt < ATTEMPTS:
                    self._replace(files, before)
            finally:
                connection.close()
        raise Unavailable

    def _connect(self, files: Files) -> Connection:
        with contextlib.suppress(OSError):
            return Connection(str(files.socket))
        self._replace(files, None)
        try:
            return Connection(str(files.socket))
        except OSError:
            raise Unavailable from None

    def _replace(self, files: Files, hung: State | None) -> None:
        """Starts a parent unless somebody has done so meanwhile; ends the one that hung before."""
        self._starting = True
        try:
            with lock(files.folder):
                now = files.living()
                if now is not None and (hung is None or now.pid != hung.pid) and is_listening(files):
                    return
                if now is not None:
                    end(files, now, signal.SIGKILL)
                files.remove()
                start(files, self.idle)
        except OSError:
            raise Unavailable from None

    def _greeted(self) -> None:
        self._starting = False

    def _take_private(self) -> "PrivateParent":
        with self._change:
            if self._private is None:
                from dlquiz.server.private import PrivateParent

                self._private = PrivateParent()
            return self._private


class Once:
    """Calls a function at most once."""

    def __init__(self, function: Callable[[], None]) -> None:
        self._function: Callable[[], None] | None = function

    def __call__(self) -> None:
        function, self._function = self._function, None
        if function is not None:
            function()


def start(files: Files, idle: float) -> None:
    """Starts a parent. It listens when this returns, and then imports torch.

    Raises:
        OSError: it can't be.
    """
    import subprocess  # 4 ms, and most commands find a parent

    with socket.socket(socket.AF_UNIX) as listener, files.log.open("ab") as log:
        listener.bind(str(files.socket))
        listener.listen(BACKLOG)
        # -P: the folder where the user stands, perhaps full of submissions, is no place to import from.
        command = [sys.executable, "-P", "-m", "dlquiz.server.background"]
        begun = subprocess.run(
            [*command, str(listener.fileno()), str(files.folder), files.kind, str(idle)],
            pass_fds=(listener.fileno(),),
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
            check=False,
        )
    if begun.returncode != 0:
        raise OSError(f"the parent could not begin (exit code {begun.returncode})")


def end(files: Files, state: State, number: signal.Signals) -> bool:
    """Sends the living parent a signal and waits for its end; False if it does not end.

    Its number can't be another process's: it is known to live, since it holds a lock.
    """
    with contextlib.suppress(ProcessLookupError):
        os.kill(state.pid, number)
    deadline = time.monotonic() + ENDING
    while (now := files.living()) is not None and now.pid == state.pid:
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK)
    return True


def hangs(files: Files, connection: Connection, deadline: float) -> bool:
    """Whether the parent, silent for PATIENCE seconds on this connection, has no excuse.

    `deadline`: until when, by time.monotonic(), it has to say hello.
    """
    if connection.hello is None:
        return time.monotonic() >= deadline or files.living() is None
    now = greeting(files, PATIENCE)  # the job waits for its turn, if anybody is there
    return now is None or now.pid != connection.hello.pid


def is_listening(files: Files) -> bool:
    """Whether a connection can be made."""
    try:
        Connection(str(files.socket)).close()
    except OSError:
        return False
    return True


def greeting(files: Files, seconds: float) -> Hello | None:
    """What the parent says of itself; None if there is none, or it hangs."""
    try:
        connection = Connection(str(files.socket))
    except OSError:
        return None
    with contextlib.closing(connection):
        return connection.greeting(seconds)
