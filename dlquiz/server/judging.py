"""A judge's life: jobs come in over a connection, reports go out, until the client hangs up."""

import socket
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from dlquiz.errors import DlquizError, UsageError
from dlquiz.model import PUBLIC_SEED, Exercise, Job, Report
from dlquiz.server.messages import Failure, Outcome, receive, send

if TYPE_CHECKING:
    from dlquiz.sandbox.process import Fork


def serve_jobs(connection: socket.socket, fork: "Fork", most: int) -> None:
    """Grades one job after the other, `most` in all. The bank is read here, after the fork."""
    for _ in range(most):
        message = receive(connection)
        if message is None:
            return
        send(connection, msgspec.json.encode(answer(msgspec.json.decode(message, type=Job), fork, connection)))


def answer(job: Job, fork: "Fork", connection: socket.socket) -> Outcome | Failure:
    """Grades `job`; a fault of ours becomes a Failure. If grading breaks off, the report goes into `connection`."""
    from dlquiz.grading.judge import grade

    def last_words(report: Report) -> None:
        send(connection, msgspec.json.encode(Outcome(report, last=True)))

    try:
        return Outcome(grade(exercise_of(job), job, fork, last_words))
    except DlquizError as error:
        return Failure(str(error), error.exit_code)


def exercise_of(job: Job) -> Exercise:
    """The job's exercise, with the job's own limits if it has any."""
    from dlquiz.bank import Bank

    exercise = Bank.find(job.bank).exercise(job.slug)
    if exercise.recorded and job.seed != PUBLIC_SEED:
        raise UsageError(
            "a released course knows the answers for its public seed alone. Name the whole bank: --bank DIR"
        )
    if job.limits is None:
        return exercise
    return replace(exercise, meta=replace(exercise.meta, limits=job.limits))
