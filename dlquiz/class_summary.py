"""A graded class in numbers: each student's total, each exercise's rates, and how many students made which mistake."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from statistics import median
from typing import Literal

import msgspec

from dlquiz.class_model import GradedClass, Mark, Student
from dlquiz.model import CheckResult, Report, Verdict

STRANGE = {  # verdicts that tell less of the answer than of the file
    Verdict.IMPORT_FAILED: "can't be imported",
    Verdict.FORBIDDEN: "forbidden",
    Verdict.TIMED_OUT: "timed out",
    Verdict.OUT_OF_MEMORY: "out of memory",
    Verdict.CRASHED: "crashed",
    Verdict.TOO_MUCH_OUTPUT: "too much output",
}


class StudentTotal(msgspec.Struct, frozen=True):
    """One student's marks, added up."""

    student: Student
    marks: tuple[Mark, ...]  # in the assignment's order
    score: float | None  # points; None where a fault of the grader leaves a mark open
    max_score: float
    submitted: datetime | None  # the latest of the files that count
    late: bool


class CheckRate(msgspec.Struct, frozen=True):
    """How many of those whose file was graded pass one check."""

    name: str
    passed: int
    of: int


class Misconception(msgspec.Struct, frozen=True):
    """A diagnosis, and how many students it was given to. `ids` holds several where they can't be told apart."""

    slug: str
    ids: tuple[str, ...]
    text: str
    students: int


class Made(msgspec.Struct, frozen=True):
    """A diagnosis at one exercise, and to whom it was given."""

    source: Literal["mistake", "signature"]
    ids: tuple[str, ...]
    text: str
    students: tuple[Student, ...]


class ExerciseSummary(msgspec.Struct, frozen=True):
    """One exercise over the whole class."""

    slug: str
    title: str
    students: int  # of the class
    handed_in: int
    passed: int
    faults: int  # of the grader: not counted in the median
    median: float | None  # points of those who handed in; None where nobody did
    max_score: float
    attempts: float | None  # median number of the attempt that passed; None where nobody passed
    took: float | None  # median of the seconds from the first attempt to a later one that passed; None: none is known
    timed: int  # students of whom that is known
    checks: tuple[CheckRate, ...]
    mistakes: tuple[Misconception, ...]  # the most frequent first


class ClassSummary(msgspec.Struct, frozen=True):
    """The whole class."""

    students: int
    handed_in: int  # students who handed in anything
    median: float | None  # of the totals of those who handed in anything, in points
    max_score: float
    exercises: tuple[ExerciseSummary, ...]

    @property
    def mistakes(self) -> tuple[Misconception, ...]:
        """Those of all exercises, the most frequent first."""
        found = [mistake for exercise in self.exercises for mistake in exercise.mistakes]
        return tuple(sorted(found, key=lambda mistake: -mistake.students))


def totals(graded: GradedClass) -> tuple[StudentTotal, ...]:
    """A total for each student of the class, in its order; a student without marks has none of 0 points."""
    marks = {student: tuple(some) for student, some in groupby(graded.marks, key=lambda mark: mark.student)}
    return tuple(_total(student, marks.get(student.id, ())) for student in graded.students)


def summary(graded: GradedClass) -> ClassSummary:
    """The class in numbers."""
    by_slug: dict[str, list[Mark]] = {assigned.slug: [] for assigned in graded.assignment.exercises}
    for mark in graded.marks:
        by_slug[mark.slug].append(mark)
    active = [total for total in totals(graded) if any(mark.result for mark in total.marks)]
    scores = [total.score for total in active if total.score is not None]
    exercises = tuple(_exercise(slug, graded.titles.get(slug, slug), marks) for slug, marks in by_slug.items())
    return ClassSummary(
        students=len(graded.students),
        handed_in=len(active),
        median=median(scores) if scores else None,
        max_score=sum(exercise.max_score for exercise in exercises),
        exercises=exercises,
    )


def made(graded: GradedClass, slug: str) -> tuple[Made, ...]:
    """The diagnoses of the attempts that count, the most frequent first; each student once, however many checks."""
    students = {student.id: student for student in graded.students}
    found: dict[tuple[Literal["mistake", "signature"], tuple[str, ...]], dict[str, str]] = {}
    for mark in graded.marks:
        report = mark.result.report if mark.result and mark.slug == slug else None
        for check in report.checks if report else ():
            if check.diagnosis:
                key = (check.diagnosis.source, check.diagnosis.ids)
                found.setdefault(key, {}).setdefault(mark.student, check.diagnosis.text)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        Made(source, ids, next(iter(texts.values())), tuple(students[student] for student in texts))
        for (source, ids), texts in ranked
    )


def strange(graded: GradedClass) -> Iterator[tuple[Mark, str]]:
    """The marks of files that a person should look at, each with why."""
    for mark in graded.marks:
        report = mark.result.report if mark.result else None
        if report is not None and report.verdict in STRANGE:
            yield mark, STRANGE[report.verdict]


def check_points(check: CheckResult, mark: Mark) -> tuple[float, float]:
    """(score, max_score) of a check of the mark's report, in the assignment's points, before what is late."""
    report = mark.result.report if mark.result else None
    scale = mark.max_score / report.max_points if report and report.max_points else 0.0
    return check.points * scale, check.max_points * scale


def _total(student: Student, marks: tuple[Mark, ...]) -> StudentTotal:
    scores = [mark.score for mark in marks if mark.score is not None]
    files = [mark.result.handed_in for mark in marks if mark.result]
    times = [file.submitted for file in files if file.submitted]
    return StudentTotal(
        student=student,
        marks=marks,
        score=sum(scores) if len(scores) == len(marks) else None,
        max_score=sum(mark.max_score for mark in marks),
        submitted=max(times, default=None),
        late=any(file.late for file in files),
    )


def _exercise(slug: str, title: str, marks: list[Mark]) -> ExerciseSummary:
    results = [mark.result for mark in marks if mark.result]
    reports = [result.report for result in results if result.report]
    scores = [mark.score for mark in marks if mark.result and mark.score is not None]
    took = [mark.took for mark in marks if mark.took is not None]
    passing = [result.handed_in.attempt for result in results if result.report and result.report.passed]
    return ExerciseSummary(
        slug=slug,
        title=title,
        students=len(marks),
        handed_in=len(results),
        passed=len(passing),
        faults=sum(bool(result.fault) for result in results),
        median=median(scores) if scores else None,
        max_score=max((mark.max_score for mark in marks), default=0.0),
        attempts=median(passing) if passing else None,
        took=median(took) if took else None,
        timed=len(took),
        checks=_checks(reports),
        mistakes=_mistakes(slug, reports),
    )


def _checks(reports: Iterable[Report]) -> tuple[CheckRate, ...]:
    counts: dict[str, list[int]] = {}
    for check in (check for report in reports for check in report.checks):
        count = counts.setdefault(check.name, [0, 0])
        count[0] += check.verdict is Verdict.PASSED
        count[1] += check.verdict is not Verdict.INTERNAL
    return tuple(CheckRate(name, passed, of) for name, (passed, of) in counts.items())


def _mistakes(slug: str, reports: Iterable[Report]) -> tuple[Misconception, ...]:
    """Each diagnosis once a student, however many checks it was given for."""
    students: Counter[tuple[str, tuple[str, ...]]] = Counter()
    texts: dict[tuple[str, tuple[str, ...]], str] = {}
    for report in reports:
        diagnoses = [check.diagnosis for check in report.checks if check.diagnosis]
        found = {(diagnosis.source, diagnosis.ids): diagnosis.text for diagnosis in diagnoses}
        students.update(found.keys())
        texts = found | texts
    ranked = sorted(students, key=lambda key: (-students[key], key))
    return tuple(Misconception(slug, key[1], texts[key], students[key]) for key in ranked)
