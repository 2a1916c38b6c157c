"""The data of a whole class that the layers hand to each other: frozen and plain, as in model.py."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from dlquiz.model import Report

Keep = Literal["latest", "best"]


class Student(msgspec.Struct, frozen=True):
    """Who handed in, or should have. `id` is unique in a class; it is the folder's name where there is no roster."""

    id: str
    name: str = ""
    email: str = ""


class HandedIn(msgspec.Struct, frozen=True):
    """One file for one exercise. Several attempts of a student at an exercise are several of these."""

    student: str  # id
    slug: str
    source: bytes
    filename: str  # as the student knows it; shown in tracebacks
    submitted: datetime | None = None  # with its time zone; None where nothing tells
    late: bool = False  # by the file's own word (a Canvas download) or by the due date
    attempt: int = 1  # counted from 1, in the order of submission


class Refused(msgspec.Struct, frozen=True):
    """Something that can't be read or is not safe to: that student's only."""

    student: str
    what: str  # the file or archive
    why: str  # one sentence


class Handout(msgspec.Struct, frozen=True):
    """All that a class handed in."""

    students: tuple[Student, ...]  # of the roster and of the folders, by id
    files: Sequence[HandedIn]  # lazy: a source comes into memory when its item is asked for
    refused: tuple[Refused, ...] = ()
    ignored: tuple[str, ...] = ()  # files that belong to no exercise, in words


class LatePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lateness costs: `percent` for each day begun, at most `most` per cent; after `days` it is not accepted."""

    percent: float = 0.0
    most: float = 100.0
    days: float | None = None


class CourseLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a course sets of an exercise's limits; None: its own."""

    seconds: float | None = None
    memory: int | None = None  # MiB


class Assigned(msgspec.Struct, frozen=True):
    """One exercise of an assignment. `points` None: those of its checks.

    `tolerances`: by dtype, how many times as large as usual a difference may be.
    """

    slug: str
    points: float | None = None
    limits: CourseLimits = CourseLimits()
    tolerances: dict[str, float] = {}


class Assignment(msgspec.Struct, frozen=True):
    """What is graded, and how."""

    exercises: tuple[Assigned, ...]
    title: str = ""
    due: datetime | None = None
    late: LatePolicy = LatePolicy()
    keep: Keep = "latest"
    seed_per_student: bool = False
    commit_times: bool = False  # files of clones were handed in when their commits say so


class Result(msgspec.Struct, frozen=True):
    """What became of one file. Exactly one of `report` and `fault` is there."""

    handed_in: HandedIn
    report: Report | None = None
    fault: str = ""  # a fault of the grader, in a sentence: listed apart, never scored
    cached: bool = False  # taken from the gradebook, not graded anew


class Mark(msgspec.Struct, frozen=True):
    """A student's result at an exercise: the attempt that counts, scaled to the assignment's points, less what is late.

    `score` is None where nothing can be said (a fault of the grader); 0 where nothing was handed in.
    """

    student: str
    slug: str
    score: float | None
    max_score: float
    result: Result | None = None  # None: nothing handed in
    deducted: float = 0.0  # points that lateness cost
    took: float | None = None  # seconds from the first attempt to the first known to pass; None where nothing tells


class GradedClass(msgspec.Struct, frozen=True):
    """A whole assignment, graded: what every output is made from."""

    assignment: Assignment
    students: tuple[Student, ...]
    marks: tuple[Mark, ...]  # by student, then exercise, in the assignment's order
    refused: tuple[Refused, ...]
    graded_at: datetime
    seconds: float
    protection: tuple[str, ...]  # the layers that were active in every job
    seed: str
    titles: dict[str, str] = {}  # of the exercises, by slug

    @property
    def faults(self) -> tuple[Mark, ...]:
        """The marks that a fault of the grader left open."""
        return tuple(mark for mark in self.marks if mark.result is not None and mark.result.fault)
