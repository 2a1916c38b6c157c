"""Reports of a whole class in memory at once: without what no output shows, and equal parts only once."""

from typing import Literal, TypeVar

import msgspec
from msgspec.structs import replace

from dlquiz.model import CheckResult, Report

_Part = TypeVar("_Part")


class LeanReports:
    """Reads reports from a gradebook. The scripts of failing cases stay there: they are most of a report."""

    def __init__(self) -> None:
        self._reports: dict[int, Report] = {}  # what several students handed in stands in memory once
        self._parts: dict[object, object] = {}
        self._targets: dict[tuple[tuple[str, str], ...], dict[str, Literal["passed", "failed", "not here"]]] = {}

    def of(self, id: int, text: str) -> Report:
        """The report of the result `id`, whose JSON is `text`."""
        if id not in self._reports:
            self._reports[id] = self._lean(msgspec.json.decode(text, type=Report))
        return self._reports[id]

    def _lean(self, report: Report) -> Report:
        return replace(
            report,
            exercise=self._shared(report.exercise),
            version=self._shared(report.version),
            points=self._shared(report.points),
            max_points=self._shared(report.max_points),
            checks=tuple(map(self._lean_check, report.checks)),
            targets=self._targets.setdefault(tuple(report.targets.items()), report.targets),
            seed=self._shared(report.seed),
            output=self._shared(report.output),
            protection=self._shared(report.protection),
        )

    def _lean_check(self, check: CheckResult) -> CheckResult:
        lean = replace(
            check,
            points=self._shared(check.points),
            max_points=self._shared(check.max_points),
            seconds=self._shared(round(check.seconds, 3)),  # what outputs show of it
            name=self._shared(check.name),
            message=self._shared(check.message),
            diagnosis=self._shared(check.diagnosis),
            case=None if check.case is None else self._shared(replace(check.case, script=None)),
            where=self._shared(check.where),
            output=self._shared(check.output),
            pictures=(),
        )
        return lean if lean.case else self._shared(lean)  # passed checks mostly have an equal

    def _shared(self, part: _Part) -> _Part:
        """The first that was equal to `part`."""
        return self._parts.setdefault(part, part)  # type: ignore[return-value]
