"""The thin client of a parent: starts one, sends it jobs. Never imports torch."""

import contextlib
import os
import select
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from dlquiz.errors import GraderFault, UsageError
from dlquiz.model import Job, Report
from dlquiz.server.judging import Failure, Outcome, receive, send

# Set before numpy and torch are imported: a child that is forked beside a second thread may hang.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# The rest stays with the user: a program can find the environment that it was started with, even a deleted one.
KEPT_ENVIRONMENT = (
    *("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME"),
    *("PYTHONUSERBASE", "PYTHONNOUSERSITE", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"),
    *("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "PYTORCH_CUDA_ALLOC_CONF"),
)
CLOSING = 0.3  # seconds that a parent may take to end
MARGIN = 60.0  # seconds that the grader itself may need beyond the learner's time


class PrivateParent:
    """A parent of this process alone; it ends with it. A thorough one starts later and is for many jobs."""

    def __init__(self, thorough: bool = False) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="dlquiz-")
        self.path = str(Path(self._folder.name) / "socket")
        self._log = (Path(self._folder.name) / "log").open("w+b")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path)
            listener.listen(64)
            lifeline, self._lifeline = os.pipe()
            os.set_inheritable(lifeline, True)
            # -P: the folder where the user stands, perhaps full of submissions, is no place to import from.
            command = [sys.executable, "-P", "-m", "dlquiz.server.parent", str(listener.fileno()), str(lifeline)]
            self._process = subprocess.Popen(
                [*command, "thorough"] if thorough else command,
                pass_fds=(listener.fileno(), lifeline),
                env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ} | ONE_THREAD,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                start_new_session=True,  # Ctrl-C is for the client, which then hangs up
            )
            os.close(lifeline)

    def last_words(self) -> str:
        """The last line that the parent or one of its children wrote: for saying why the grader broke."""
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def close(self) -> None:
        """Ends the parent and all that it has forked."""
        with contextlib.suppress(OSError):
            os.close(self._lifeline)
        try:
            self._process.wait(CLOSING)
        except subprocess.TimeoutExpired:  # it still imports torch, and has forked nobody
            self._process.kill()
            self._process.wait()
        self._log.close()
        self._folder.cleanup()


class Cancelled(Exception):
    """Nobody waits for the report any more."""


class Connection:
    """One judge, which grades job after job."""

    def __init__(self, path: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        try:
            self.socket.connect(path)
        except OSError as error:
            self.socket.close()
            raise GraderFault(f"the grader's background process is gone ({error}); run the command again") from None

    def run(self, job: Job, seconds: float, stop: int | None = None) -> Report:
        """Grades `job`. Raises UsageError, BankError's text as UsageError, and GraderFault.

        `stop`: a descriptor; once it is readable, this raises Cancelled.
        """
        try:
            send(self.socket, msgspec.json.encode(job))
            awaited = [self.socket.fileno(), *([] if stop is None else [stop])]
            ready = select.select(awaited, [], [], seconds + MARGIN)[0]
            if stop in ready:
                raise Cancelled
            if not ready:
                raise GraderFault(f"the grader gave no answer within {seconds + MARGIN:.0f} s")
            message = receive(self.socket)
        except ConnectionError:
            message = None
        if message is None:
            raise GraderFault("the grader's own process ended; run it again, and report it if it happens twice")
        answer = msgspec.json.decode(message, type=Outcome | Failure)
        if isinstance(answer, Outcome):
            return answer.report
        raise GraderFault(answer.text) if answer.exit_code == GraderFault.exit_code else UsageError(answer.text)

    def close(self) -> None:
        """Hangs up; a job that still runs is killed."""
        self.socket.close()
