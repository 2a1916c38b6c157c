"""The class as Markdown, for the summary of a CI job: exercises, misconceptions, students, and who needs a look."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dlquiz.class_model import GradedClass
from dlquiz.class_summary import ExerciseSummary, StudentTotal, summary, totals
from dlquiz.course.exports.cells import CONTROLS
from dlquiz.course.exports.writing import number, printable, written

MOST_STUDENTS = 500  # GitHub drops a summary of over 1 MiB
MOST_MISTAKES = 20
SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&@:$^=\"'])")


def write(graded: GradedClass, target: Path) -> None:
    """Write the file. Raises UsageError."""
    with written(target) as file:
        file.writelines(line + "\n" for line in _lines(graded))


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, in one line: no markup, no HTML, no link, no end of a table's cell."""
    line = " ".join(printable(text).translate(CONTROLS).split())
    return SPECIAL.sub(r"\\\1", line)


def _lines(graded: GradedClass) -> Iterator[str]:
    found, students = summary(graded), totals(graded)
    yield f"# {escaped(graded.assignment.title or 'Graded')}"
    yield ""
    median = "" if found.median is None else f", median {number(found.median)} of {number(found.max_score)} points"
    yield f"{found.handed_in} of {found.students} students handed in{median}."
    protection = ", ".join(escaped(layer) for layer in graded.protection) or "none"
    yield f"Graded {graded.graded_at.isoformat(timespec='minutes')}; protection: {protection}."
    for assigned in graded.assignment.exercises:
        if assigned.tolerances:
            factors = ", ".join(f"{factor:g} in {dtype}" for dtype, factor in assigned.tolerances.items())
            yield f"{escaped(assigned.slug)}: tolerances times {factors}."
    yield from _section(
        "Exercises",
        ("exercise", "handed in", "passed", "median", "most frequent mistake"),
        [_exercise(exercise) for exercise in found.exercises],
    )
    mistakes = [[str(m.students), escaped(m.slug), escaped(m.text)] for m in found.mistakes[:MOST_MISTAKES]]
    yield from _section("Misconceptions", ("students", "exercise", "what is wrong"), mistakes)
    columns = [escaped(assigned.slug) for assigned in graded.assignment.exercises]
    rows = [_student(total) for total in students[:MOST_STUDENTS]]
    yield from _section("Students", ("id", "name", "score", *columns), rows)
    if len(students) > MOST_STUDENTS:
        yield ""
        yield f"… and {len(students) - MOST_STUDENTS} more, which the CSV file holds."
    faults = [[escaped(mark.student), escaped(mark.slug), _fault(mark.result)] for mark in graded.faults]
    yield from _section("Faults of the grader, not counted", ("student", "exercise", "what happened"), faults)
    refused = [[escaped(one.student), escaped(one.what), escaped(one.why)] for one in graded.refused]
    yield from _section("Not read", ("student", "what", "why"), refused)


def _fault(result: object) -> str:
    return escaped(str(getattr(result, "fault", "")))


def _exercise(exercise: ExerciseSummary) -> list[str]:
    share = f"{exercise.passed / exercise.handed_in:.0%}" if exercise.handed_in else "–"
    median = "–" if exercise.median is None else f"{number(exercise.median)} / {number(exercise.max_score)}"
    first = exercise.mistakes[0] if exercise.mistakes else None
    mistake = f"{escaped(' or '.join(first.ids))} ({first.students})" if first else ""
    return [escaped(exercise.title), str(exercise.handed_in), share, median, mistake]


def _student(total: StudentTotal) -> list[str]:
    scores = ["open" if mark.score is None else number(mark.score) for mark in total.marks]
    whole = "open" if total.score is None else f"{number(total.score)} / {number(total.max_score)}"
    return [escaped(total.student.id), escaped(total.student.name), whole, *scores]


def _section(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A heading and a table; nothing where there are no rows."""
    rows = list(rows)
    if not rows:
        return
    yield ""
    yield f"## {title}"
    yield ""
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
