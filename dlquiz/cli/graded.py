"""Graded submissions: one, or all that were begun."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from dlquiz.cli.output import INTERNAL, NOT_PASSED, PASSED
from dlquiz.model import ExerciseMeta, Report, Verdict

if TYPE_CHECKING:
    from dlquiz.view.attempt import Attempt
    from dlquiz.view.pen import Screen


class Graded(Struct, frozen=True):
    """`check` of one exercise."""

    report: Report
    meta: ExerciseMeta
    attempt: "Attempt"
    verbose: bool = False

    @property
    def exit_code(self) -> int:
        """That of the report."""
        return code_of(self.report)

    def json(self) -> Report:
        """The report itself."""
        return self.report

    def screens(self) -> "Iterator[Screen]":
        """The report."""
        from dlquiz.view.report import report_view

        yield report_view(self.report, self.meta, self.attempt, verbose=self.verbose)

    def no_longer_current(self) -> "Graded":
        """The same, now that another exercise is the one that commands without a slug mean."""
        return replace(self, attempt=dataclasses.replace(self.attempt, current=False))


class AllGraded(Struct, frozen=True):
    """`check --all`, in the order of the curriculum. `faults`: by slug, where the grader itself broke.

    `given_up`: by slug, when it comes back; until then it gives no points.
    """

    metas: Sequence[ExerciseMeta]
    reports: dict[str, Report]
    faults: dict[str, str]
    given_up: dict[str, str]

    @property
    def exit_code(self) -> int:
        """The worst of all."""
        return max([INTERNAL if self.faults else PASSED, *map(code_of, self.reports.values())])

    def json(self) -> dict[str, Any]:
        """All reports."""
        in_order = [self.reports[meta.slug] for meta in self.metas if meta.slug in self.reports]
        return {"reports": in_order, "faults": self.faults}

    def screens(self) -> "Iterator[Screen]":
        """A line for each."""
        from dlquiz.view.listing import ListRow, list_view
        from dlquiz.view.notices import notice_view

        graded = [(meta, self.reports[meta.slug]) for meta in self.metas if meta.slug in self.reports]
        yield list_view(
            [
                ListRow(
                    meta.topic,
                    meta.slug,
                    meta.title,
                    meta.difficulty,
                    "gave_up" if meta.slug in self.given_up else "passed" if report.passed else "pending",
                    points=report.points,
                    max_points=report.max_points,
                    back=self.given_up.get(meta.slug, ""),
                )
                for meta, report in graded
            ]
        )
        for slug, fault in self.faults.items():
            yield notice_view(f"{slug}: the grader broke, and the attempt doesn't count. {fault}")


def code_of(report: Report) -> int:
    """The exit code that a report asks for."""
    if report.verdict is Verdict.INTERNAL:
        return INTERNAL
    return PASSED if report.passed else NOT_PASSED
