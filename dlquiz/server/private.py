"""A parent for one process alone, which ends with it. Never imports torch."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from dlquiz.errors import GraderFault, GraderGone
from dlquiz.model import Job, Report
from dlquiz.server.connection import Connection, nothing, unheard
from dlquiz.server.environment import environment
from dlquiz.server.messages import LOG_NAME

CLOSING = 0.3  # seconds that a parent may take to end


class PrivateParent:
    """Begins to import torch when it is made. A thorough one is for many jobs. `cores`: one for each judge at work."""

    def __init__(self, thorough: bool = False, cores: Sequence[int] = ()) -> None:
        self.starting = True
        self._idle: list[Connection] = []
        self._folder = tempfile.TemporaryDirectory(prefix="dlquiz-")
        self.path = str(Path(self._folder.name) / "socket")
        self._log = (Path(self._folder.name) / LOG_NAME).open("w+b")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path)
            listener.listen(64)
            lifeline, self._lifeline = os.pipe()
            os.set_inheritable(lifeline, True)
            told = (listener.fileno(), lifeline, int(thorough), *cores)
            # -P: the folder where the user stands, perhaps full of submissions, is no place to import from.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "dlquiz.server.parent", *map(str, told)],
                pass_fds=(listener.fileno(), lifeline),
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                start_new_session=True,  # Ctrl-C is for the client, which then hangs up
            )
            os.close(lifeline)

    def warm_up(self) -> None:
        """It is under way."""

    def run(
        self,
        job: Job,
        stop: int | None = None,
        meanwhile: Callable[[], None] = nothing,
        told: Callable[[str | Report], None] = unheard,
    ) -> Report:
        """As `Grader.run`. Its judges persist, one for each job that runs at the same time."""
        connection = self._judge()
        try:
            report = connection.run(job, stop, meanwhile=meanwhile, told=told, greeted=self._greeted)
        except GraderFault as fault:
            connection.close()
            words = self.last_words()
            raise type(fault)(f"{fault} ({words})" if words else str(fault)) from None
        except BaseException:
            connection.close()
            raise
        if connection.ended:
            connection.close()
        else:
            self._idle.append(connection)
        return report

    def _judge(self) -> Connection:
        """One to a judge that is idle, or a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            pass
        try:
            return Connection(self.path)
        except OSError as error:
            words = self.last_words() or error
            raise GraderGone(f"the grader's background process is gone ({words}); run the command again") from None

    def _greeted(self) -> None:
        self.starting = False

    def last_words(self) -> str:
        """The last line that the parent or one of its children wrote: for saying why the grader broke."""
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def close(self) -> None:
        """Ends the parent and all that it has forked."""
        for connection in self._idle:
            connection.close()
        self._idle.clear()
        with contextlib.suppress(OSError):
            os.close(self._lifeline)
        try:
            self._process.wait(CLOSING)
        except subprocess.TimeoutExpired:  # it still imports torch, and has forked nobody
            self._process.kill()
            self._process.wait()
        self._log.close()
        self._folder.cleanup()
