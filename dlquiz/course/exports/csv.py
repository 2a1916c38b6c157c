"""One row a student: id, name, score, max_score, timestamp, late, then the score of each exercise.

The columns are those of nbgrader's and Canvas's tables. A score that a fault of the grader leaves open is empty.
"""

import csv
from pathlib import Path

from dlquiz.class_model import GradedClass
from dlquiz.class_summary import totals
from dlquiz.course.exports import cells
from dlquiz.course.exports.writing import written

COLUMNS = ("id", "name", "score", "max_score", "timestamp", "late")


def write(graded: GradedClass, target: Path) -> None:
    """Write the table as UTF-8. Raises UsageError."""
    with written(target) as file:
        table = csv.writer(file)
        table.writerow([*COLUMNS, *(cells.text(assigned.slug) for assigned in graded.assignment.exercises)])
        for total in totals(graded):
            scores = {mark.slug: mark.score for mark in total.marks}
            table.writerow(
                [
                    cells.text(total.student.id),
                    cells.text(total.student.name),
                    cells.points(total.score),
                    cells.points(total.max_score),
                    cells.time(total.submitted),
                    cells.flag(total.late),
                    *(cells.points(scores.get(assigned.slug)) for assigned in graded.assignment.exercises),
                ]
            )
