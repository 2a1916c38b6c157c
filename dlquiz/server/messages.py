"""What a parent, its judges and their clients say to each other: messages over a Unix socket (sandbox/stream.py).

The parent greets each connection with a `Hello`. The client sends jobs. Once there is a judge for the first of them, an
empty message says so; then the judge answers each job with an `Outcome` or a `Failure`. Before that it may say what is
`Printed`, and, if the job asks for it, what is known `Early`. What parent and judge say to
each other over their private socket is a single word, or the terms of a sandbox.
"""

import msgspec

from dlquiz.model import Report

LOG_NAME = "log"  # beside a private parent's socket
BEGUN = b""
DONE = b"done"  # from a judge: it is done with its connection
JOB = b"job"  # to an idle judge, with the connection of its next job


class Hello(msgspec.Struct, frozen=True):
    """Who answers, and how busy it is: jobs begun so far, judges at work, and jobs that wait for one."""

    pid: int
    jobs: int
    running: int
    waiting: int


class Failure(msgspec.Struct, frozen=True, tag=True):
    """The job could not be graded: the sentence that says why, and the exit code of that kind of error."""

    text: str
    exit_code: int


class Early(msgspec.Struct, frozen=True, tag=True):
    """The verdicts of a job that asks for them at once. The Outcome follows, with the diagnosis."""

    report: Report


class Outcome(msgspec.Struct, frozen=True, tag=True):
    """The job was graded."""

    report: Report
    last: bool = False  # the judge is done with this connection; another one is needed for the next job


class Printed(msgspec.Struct, frozen=True, tag=True):
    """The job still runs, and its submission has printed this line, among others."""

    line: str
