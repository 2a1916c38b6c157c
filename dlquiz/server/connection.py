"""One connection to a parent: a job goes out, a report comes back. Never imports torch."""

import math
import select
import socket
import time
from collections.abc import Callable

import msgspec

from dlquiz.errors import GraderDied, GraderFault, UsageError
from dlquiz.model import Job, Report
from dlquiz.sandbox.stream import framed, receive
from dlquiz.server.messages import BEGUN, Early, Failure, Hello, Outcome, Printed

LONGEST = 360.0  # seconds for one job: no exercise's limit is above 300, and the grader needs time of its own
PATIENCE = 5.0  # seconds of silence after which it is asked whether the parent hangs


class Cancelled(Exception):
    """Nobody waits for the report any more."""


def nothing() -> None:
    """What is done meanwhile, where there is nothing to do."""


def unheard(what: str | Report) -> None:
    """What becomes of what is told on the way, where nobody waits for it."""


def never() -> bool:
    """Whether a parent hangs that is a child of this process: its end would be seen."""
    return False


class Connection:
    """One judge, which grades job after job, or a single one if the parent is shared."""

    def __init__(self, path: str) -> None:
        """Raises OSError if nobody listens there."""
        self.hello: Hello | None = None  # the parent's greeting, once it is there
        self.ended = False  # the judge has graded its last job
        self._begun = False
        self.socket = socket.socket(socket.AF_UNIX)
        try:
            self.socket.settimeout(PATIENCE)  # a parent that hangs may have a full queue
            self.socket.connect(path)
            self.socket.settimeout(None)
        except BaseException:
            self.socket.close()
            raise

    def run(
        self,
        job: Job,
        stop: int | None = None,
        *,
        meanwhile: Callable[[], None] = nothing,
        greeted: Callable[[], None] = nothing,
        hangs: Callable[[], bool] = never,
        told: Callable[[str | Report], None] = unheard,
    ) -> Report:
        """Grades `job`.

        Args:
            job: what to grade.
            stop: a descriptor; once it is readable, this raises Cancelled.
            meanwhile: called once, when the job is on its way.
            greeted: called once the parent has said hello: from then on it does not start any more.
            hangs: asked whenever the parent has been silent for PATIENCE seconds, before a judge has the job.
            told: called with lines that a training prints, and with the verdicts that the job asks for early.

        Raises:
            UsageError: the exercise or the bank is wrong.
            GraderFault: the fault is ours; among them: the connection ended, the parent hangs.
            Cancelled: see `stop`.
        """
        try:
            self._send(job, stop, hangs)
            meanwhile()
            self._wait_for_judge(stop, hangs, greeted)
            answer = self._answer(stop, told)
        except ConnectionError:
            answer = None
        if answer is None:
            raise GraderDied("the grader's own process ended; run it again, and report it if it happens twice")
        if isinstance(answer, Outcome):
            self.ended = answer.last
            return answer.report
        raise GraderFault(answer.text) if answer.exit_code == GraderFault.exit_code else UsageError(answer.text)

    def _answer(self, stop: int | None, told: Callable[[str | Report], None]) -> Outcome | Failure | None:
        """What became of the job; None if the judge has hung up."""
        deadline = time.monotonic() + LONGEST
        while True:
            self._wait(select.POLLIN, stop, never, max(deadline - time.monotonic(), 0))
            message = receive(self.socket)
            if message is None:
                return None
            answer = msgspec.json.decode(message, type=Early | Outcome | Failure | Printed)
            if isinstance(answer, Outcome | Failure):
                return answer
            told(answer.report if isinstance(answer, Early) else answer.line)

    def greeting(self, seconds: float) -> Hello | None:
        """The parent's hello, if it comes in time."""
        try:
            self._wait(select.POLLIN, None, never, seconds)
            message = receive(self.socket)
        except (OSError, GraderFault):
            return None
        return None if message is None else msgspec.json.decode(message, type=Hello)

    def close(self) -> None:
        """Hangs up; a job that still runs is killed."""
        self.socket.close()

    def _send(self, job: Job, stop: int | None, hangs: Callable[[], bool]) -> None:
        view = memoryview(framed(msgspec.json.encode(job)))
        while view:
            self._wait(select.POLLOUT, stop, hangs)
            view = view[self.socket.send(view, socket.MSG_DONTWAIT) :]

    def _wait_for_judge(self, stop: int | None, hangs: Callable[[], bool], greeted: Callable[[], None]) -> None:
        if self.hello is None:
            self.hello = msgspec.json.decode(self._told(stop, hangs), type=Hello)
            greeted()
        while not self._begun:
            self._begun = self._told(stop, hangs) == BEGUN

    def _told(self, stop: int | None, hangs: Callable[[], bool]) -> bytes:
        """The parent's next message."""
        self._wait(select.POLLIN, stop, hangs)
        message = receive(self.socket)
        if message is None:
            raise ConnectionResetError
        return message

    def _wait(self, event: int, stop: int | None, hangs: Callable[[], bool], seconds: float = math.inf) -> None:
        """Returns once the socket is ready. Raises Cancelled and GraderFault."""
        poll = select.poll()
        poll.register(self.socket, event)
        if stop is not None:
            poll.register(stop, select.POLLIN)
        deadline = time.monotonic() + seconds
        while True:
            ready = [fd for fd, _ in poll.poll(min(PATIENCE, max(deadline - time.monotonic(), 0)) * 1000)]
            if stop in ready:
                raise Cancelled
            if ready:
                return
            if time.monotonic() >= deadline:
                raise GraderDied(f"the grader gave no answer within {seconds:.0f} s")
            if hangs():
                raise GraderFault("the grader's background process does not answer; run the command again")
