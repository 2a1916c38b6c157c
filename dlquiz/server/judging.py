"""A judge's life: jobs come in over a connection, reports go out, until the client hangs up."""

import socket
import struct
from typing import TYPE_CHECKING

import msgspec

from dlquiz.errors import DlquizError
from dlquiz.model import Job, Report

if TYPE_CHECKING:
    from dlquiz.sandbox.process import Fork

LENGTH = struct.Struct("<I")


class Failure(msgspec.Struct, frozen=True, tag=True):
    """The job could not be graded: the sentence that says why, and the exit code of that kind of error."""

    text: str
    exit_code: int


class Outcome(msgspec.Struct, frozen=True, tag=True):
    """The job was graded."""

    report: Report


def serve_jobs(connection: socket.socket, fork: "Fork") -> None:
    """Grades one job after the other. The bank is read here, after the fork."""
    while (message := receive(connection)) is not None:
        send(connection, msgspec.json.encode(answer(msgspec.json.decode(message, type=Job), fork)))


def answer(job: Job, fork: "Fork") -> Outcome | Failure:
    """Grades `job`; a fault of ours becomes a Failure."""
    from dlquiz.bank import Bank
    from dlquiz.grading.judge import grade

    try:
        exercise = Bank.find(job.bank).exercise(job.slug)
        return Outcome(grade(exercise, job, fork))
    except DlquizError as error:
        return Failure(str(error), error.exit_code)


def send(connection: socket.socket, data: bytes) -> None:
    """Writes one length-prefixed message."""
    connection.sendall(LENGTH.pack(len(data)) + data)


def receive(connection: socket.socket) -> bytes | None:
    """Reads one message; None when the other side has hung up."""
    head = _exactly(connection, LENGTH.size)
    return None if head is None else _exactly(connection, LENGTH.unpack(head)[0])


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    data = bytearray()
    while len(data) < size:
        part = connection.recv(min(1 << 20, size - len(data)))
        if not part:
            return None
        data += part
    return bytes(data)
