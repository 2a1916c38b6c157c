"""A judge's life: jobs come in over a connection, reports go out; then it waits for another connection."""

import contextlib
import select
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from dlquiz.bank.held import HeldExercises
from dlquiz.errors import DlquizError, GraderFault, UsageError
from dlquiz.model import PUBLIC_SEED, Exercise, Job, Report
from dlquiz.sandbox.stream import receive, send
from dlquiz.server.messages import DONE, Early, Failure, Outcome, Printed

if TYPE_CHECKING:
    from dlquiz.sandbox.steps import Terms

RECYCLE = 200  # jobs after which a judge is replaced by a fresh one
PATIENCE = 10.0  # seconds for a client to take its report
ENDING = 200  # milliseconds in which a parent that is being killed has closed its sockets


def live(connection: socket.socket, parent: socket.socket, jobs_each: int) -> None:
    """Grades what comes over `connection`, at most `jobs_each`, then over those that the parent sends."""
    judge = _Judge(parent)
    while judge.serve(connection, jobs_each):
        _, fds, _, _ = socket.recv_fds(parent, 16, 1)
        if not fds:
            return
        connection = socket.socket(fileno=fds[0])


class _Judge:
    """What lasts from job to job: the socket to the parent, the exercises that were read, their mistakes' answers."""

    def __init__(self, parent: socket.socket) -> None:
        from dlquiz.grading.recorded.mistakes import KnownMistakes

        self.parent = parent
        self.mistakes = KnownMistakes()
        self.exercises = HeldExercises()
        self.left = RECYCLE

    def serve(self, connection: socket.socket, most: int) -> bool:
        """Grades one job after the other, until the client hangs up. Returns whether this judge will take more.

        The parent is told before the last report goes out: the client hangs up as soon as it has that, and a judge
        whose client hangs up in the middle of a job is killed.
        """
        with connection:
            for job in range(1, most + 1):
                message = receive(connection)
                if message is None:
                    break
                self.left -= 1
                ends = job == most or not self.left
                told = self.answer(message, connection)
                if isinstance(told, Outcome):
                    told = replace(told, last=ends)
                elif told.exit_code == GraderFault.exit_code and self._is_alone():
                    return False  # the job is not at fault: its client sees a judge that has died, and may ask again
                if ends:
                    self._end(connection, msgspec.json.encode(told))
                    if self.left:
                        self.mistakes.prepare()
                    return bool(self.left)
                send(connection, msgspec.json.encode(told))
                self.mistakes.prepare()
            self.parent.send(DONE)
        return True

    def _is_alone(self) -> bool:
        """Whether the parent has died: no sandbox can be had any more."""
        hung_up = select.poll()
        hung_up.register(self.parent, 0)
        return bool(hung_up.poll(ENDING))

    def _end(self, connection: socket.socket, told: bytes) -> None:
        if self.left:
            self.parent.send(DONE)
        connection.settimeout(PATIENCE)
        with contextlib.suppress(OSError):
            send(connection, told)

    def answer(self, message: bytes, connection: socket.socket) -> Outcome | Failure:
        """Grades a job; a fault of ours becomes a Failure. If grading breaks off, the report goes into `connection`."""
        from dlquiz.grading.judge import grade

        try:
            job = msgspec.json.decode(message, type=Job)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:  # a program has made it
            return Failure(f"this is no job: {error}", UsageError.exit_code)

        def last_words(report: Report) -> None:
            send(connection, msgspec.json.encode(Outcome(report, last=True)))

        def tell(what: str | Report) -> None:
            send(connection, msgspec.json.encode(Early(what) if isinstance(what, Report) else Printed(what)))

        try:
            return Outcome(grade(self.exercise_of(job), job, self.fork, last_words, tell, self.mistakes))
        except DlquizError as error:
            return Failure(str(error), error.exit_code)

    def fork(self, fds: Sequence[int], terms: "Terms") -> None:
        """Asks the parent for a sandbox: sends it the sandbox's ends of the connection."""
        socket.send_fds(self.parent, [msgspec.json.encode(terms)], list(fds))

    def exercise_of(self, job: Job) -> Exercise:
        """The job's exercise, with the job's own limits if it has any."""
        exercise = self.exercises.get(job.bank, job.slug)
        if exercise.recorded and job.seed != PUBLIC_SEED:
            only = "a released course knows the answers for its public seed alone"
            raise UsageError(f"{only}. Name the whole bank: --bank DIR")
        if job.limits is None:
            return exercise
        return replace(exercise, meta=replace(exercise.meta, limits=job.limits))
