"""One row a student, exercise and check, for statistics. Scores are in the assignment's points, before what is late."""

import csv
from collections.abc import Iterator
from pathlib import Path

from dlquiz.class_model import GradedClass, Mark
from dlquiz.class_summary import check_points
from dlquiz.course.exports import cells
from dlquiz.course.exports.writing import written
from dlquiz.model import Verdict

COLUMNS = (
    "id", "name", "exercise", "check", "verdict", "score", "max_score", "diagnosis", "message", "attempt", "timestamp",
    "late",
)  # fmt: skip
MISSING = "not_handed_in"  # in the place of a verdict


def write(graded: GradedClass, target: Path) -> None:
    """Write the table as UTF-8. What was not handed in, or could not be graded, is one row without a check.

    Raises:
        UsageError: the target can't be written.
    """
    names = {student.id: student.name for student in graded.students}
    with written(target) as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for mark in graded.marks:
            table.writerows(_rows(mark, names.get(mark.student, "")))


def _rows(mark: Mark, name: str) -> Iterator[list[str]]:
    who = [cells.text(mark.student), cells.text(name), cells.text(mark.slug)]
    if mark.result is None:
        yield [*who, "", MISSING, cells.points(mark.score), cells.points(mark.max_score), "", "", "", "", "false"]
        return
    file = mark.result.handed_in
    when = [str(file.attempt), cells.time(file.submitted), cells.flag(file.late)]
    if mark.result.report is None:
        fault = cells.text(mark.result.fault)
        yield [*who, "", Verdict.INTERNAL, "", cells.points(mark.max_score), "", fault, *when]
        return
    for check in mark.result.report.checks:
        score, most = check_points(check, mark)
        shown = "" if check.verdict is Verdict.INTERNAL else cells.points(score)
        ids = cells.text("|".join(check.diagnosis.ids)) if check.diagnosis else ""
        what = [shown, cells.points(most), ids, cells.text(check.message)]
        yield [*who, cells.text(check.name), check.verdict, *what, *when]
