"""Gradescope's results.json, one for each student: TARGET/<student>/results.json.

Students read it there, so it holds what they may see. A student with a mark that a fault of the grader leaves open gets
none, and an older one is removed: Gradescope then says that the autograder failed, and not that the work is worth 0.
"""

from pathlib import Path
from typing import Any

import msgspec

from dlquiz.class_model import GradedClass, Mark
from dlquiz.class_summary import StudentTotal, check_points, totals
from dlquiz.course.exports.writing import file_name, number, printable, written
from dlquiz.errors import UsageError
from dlquiz.hand_back import for_student
from dlquiz.model import CheckResult, Verdict

FILE = "results.json"


def write(graded: GradedClass, target: Path) -> None:
    """Write a folder for each student into the folder `target`. Raises UsageError."""
    for total in totals(graded):
        place = target / file_name(total.student.id) / FILE
        if total.score is None:
            _remove(place)
        else:
            with written(place) as file:
                file.write(msgspec.json.format(msgspec.json.encode(results(graded, total)), indent=1).decode() + "\n")


def results(graded: GradedClass, total: StudentTotal) -> dict[str, Any]:
    """What Gradescope reads for a student whose marks are all there."""
    marks = [(position, mark) for position, mark in enumerate(total.marks, 1)]
    return {
        "score": round(total.score or 0.0, 4),  # overrides the sum of the tests, which knows nothing of lateness
        "execution_time": round(sum(m.result.report.seconds for m in total.marks if m.result and m.result.report), 3),
        "output": "\n".join(_notes(graded, total)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [test for position, mark in marks for test in _tests(mark, position, graded.titles)],
    }


def _notes(graded: GradedClass, total: StudentTotal) -> list[str]:
    refused = [
        f"{printable(one.what)} was not read: {printable(one.why)}"
        for one in graded.refused
        if one.student == total.student.id
    ]
    return refused + [
        f"{mark.slug}: {number(mark.deducted)} points less for being late." for mark in total.marks if mark.deducted
    ]


def _tests(mark: Mark, position: int, titles: dict[str, str]) -> list[dict[str, Any]]:
    title = printable(titles.get(mark.slug, mark.slug))
    report = mark.result.report if mark.result else None
    if report is None:
        return [
            {
                "name": title,
                "number": str(position),
                "score": 0,
                "max_score": round(mark.max_score, 4),
                "status": "failed",
                "output": "Nothing was handed in.",
                "tags": [mark.slug],
                "visibility": "visible",
            }
        ]
    return [
        {
            "name": f"{title}: {printable(check.name)}",
            "number": f"{position}.{nth}",
            "score": round(check_points(check, mark)[0], 4),
            "max_score": round(check_points(check, mark)[1], 4),
            "status": "passed" if check.verdict is Verdict.PASSED else "failed",
            "output": printable(_output(for_student(check))),
            "tags": [mark.slug, check.verdict],
            "visibility": "visible",
        }
        for nth, check in enumerate(report.checks, 1)
    ]


def _output(check: CheckResult) -> str:
    """What a student reads of a check: the mistake, what happened, where, and what was printed."""
    says = check.diagnosis.text if check.diagnosis else ""
    place = f"line {check.where.line}: {check.where.source.strip()}" if check.where else ""
    printed = f"You printed:\n{check.output}" if check.output.strip() else ""
    return "\n\n".join(part for part in (says, check.message, place, printed) if part)


def _remove(place: Path) -> None:
    try:
        place.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(
            f"{place} holds an old score and can't be removed: {error.strerror}. Remove it by hand."
        ) from error
