"""Everything about a graded class as one JSON object, but for the sources and the scripts of failing cases."""

from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from dlquiz.class_model import GradedClass, Mark, Refused
from dlquiz.class_summary import ClassSummary, StudentTotal, summary, totals
from dlquiz.course.exports.writing import printable, written
from dlquiz.model import SCHEMA, Report


class MarkEntry(msgspec.Struct, frozen=True):
    """One exercise of one student."""

    exercise: str
    score: float | None  # null: a fault of the grader leaves it open
    max_score: float
    deducted: float
    state: Literal["graded", "fault", "not_handed_in"]
    filename: str
    attempt: int | None
    submitted: datetime | None
    late: bool
    fault: str
    report: Report | None  # as `dlquiz check --json` prints it


class StudentEntry(msgspec.Struct, frozen=True):
    """One student."""

    id: str
    name: str
    email: str
    score: float | None
    max_score: float
    submitted: datetime | None
    late: bool
    marks: tuple[MarkEntry, ...]


class Head(msgspec.Struct, frozen=True):
    """What is said of the whole class."""

    schema: int
    title: str
    graded_at: datetime
    seconds: float
    protection: tuple[str, ...]
    seed: str
    summary: ClassSummary
    refused: tuple[Refused, ...]


class Document(Head, frozen=True):
    """The whole object."""

    students: tuple[StudentEntry, ...]


def write(graded: GradedClass, target: Path) -> None:
    """Write the object, a student a line, without ever holding all of it. Raises UsageError."""
    with written(target) as file:
        file.write(msgspec.json.encode(_head(graded)).decode().removesuffix("}") + ',"students":[')
        for position, total in enumerate(totals(graded)):
            file.write(("," if position else "") + "\n" + msgspec.json.encode(_student(total)).decode())
        file.write("\n]}\n")


def document(graded: GradedClass) -> Document:
    """What `write` writes, in one piece."""
    head = msgspec.structs.asdict(_head(graded))
    return Document(**head, students=tuple(_student(total) for total in totals(graded)))


def _head(graded: GradedClass) -> Head:
    return Head(
        schema=SCHEMA,
        title=graded.assignment.title,
        graded_at=graded.graded_at,
        seconds=graded.seconds,
        protection=graded.protection,
        seed=graded.seed,
        summary=summary(graded),
        refused=tuple(Refused(printable(r.student), printable(r.what), printable(r.why)) for r in graded.refused),
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of what is written."""
    return msgspec.json.schema(Document)


def _student(total: StudentTotal) -> StudentEntry:
    return StudentEntry(
        id=printable(total.student.id),
        name=printable(total.student.name),
        email=printable(total.student.email),
        score=total.score,
        max_score=total.max_score,
        submitted=total.submitted,
        late=total.late,
        marks=tuple(_mark(mark) for mark in total.marks),
    )


def _mark(mark: Mark) -> MarkEntry:
    result, file = mark.result, mark.result.handed_in if mark.result else None
    report = result.report if result else None
    return MarkEntry(
        exercise=mark.slug,
        score=mark.score,
        max_score=mark.max_score,
        deducted=mark.deducted,
        state="not_handed_in" if result is None else "graded" if report else "fault",
        filename=printable(file.filename) if file else "",
        attempt=file.attempt if file else None,
        submitted=file.submitted if file else None,
        late=bool(file and file.late),
        fault=printable(result.fault) if result else "",
        report=_without_scripts(report) if report else None,
    )


def _without_scripts(report: Report) -> Report:
    """The scripts repeat every input in full, and would be most of the file; `dlquiz repro` makes them anew."""
    checks = tuple(
        msgspec.structs.replace(check, case=msgspec.structs.replace(check.case, script=None)) if check.case else check
        for check in report.checks
    )
    return msgspec.structs.replace(report, checks=checks)
