"""An exercise's file as pytest's test file, and each of its checks as a test. Nothing here imports the file."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from dlquiz.errors import DlquizError, GraderFault
from dlquiz.model import CheckResult, Report, Verdict
from dlquiz.plugin.grading import Grading
from dlquiz.plugin.submission import Place, Submission

OUR_FAULT = "The grader broke, not your code. The attempt doesn't count."
CHANGED = "The checks of this exercise are not those that pytest collected: they have changed since. Run pytest again."


class ExerciseFile(pytest.File):
    """The learner's file of one exercise."""

    def __init__(self, *, place: Place, grading: Grading, **node: Any) -> None:
        super().__init__(**node)
        self._place = place
        self._grading = grading

    def collect(self) -> "Iterator[CheckItem]":
        """Its checks, by their names in checks.py; the file is graded for them only where the text doesn't tell."""
        try:
            self.submission = self._submission()
            names = self._place.bank.check_names(self.path.stem)
            self.names = names or self._names_in_report()
        except DlquizError as error:
            raise self.CollectError(explained(error)) from None
        line = line_of(self.path, self.submission.meta.entry)
        for position, name in enumerate(self.names):
            yield CheckItem.from_parent(self, name=name.replace("::", ":"), file=self, position=position, line=line)

    def attempt(self) -> Report:
        """Waits for the report, which is stored as an attempt. Raises UsageError and GraderFault."""
        return self._grading.attempt(self.submission)

    def _names_in_report(self) -> tuple[str, ...]:
        return tuple(check.name for check in self._grading.report(self.submission).checks)

    def _submission(self) -> Submission:
        here = self.config.invocation_params.dir
        told = self.path.relative_to(here) if self.path.is_relative_to(here) else self.path
        return Submission(self._place, self._place.bank.meta(self.path.stem), self.path, str(told))


class CheckItem(pytest.Item):
    """One check. What keeps it from being judged is an error of its set-up; only what it found is a failure."""

    def __init__(self, *, file: ExerciseFile, position: int, line: int, **node: Any) -> None:
        super().__init__(**node)
        self._file = file
        self._position = position
        self._line = line

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where a panel goes: to the learner's function."""
        return self.path, self._line, self.name

    def setup(self) -> None:
        """Waits for the report on the file."""
        try:
            self._report = self._file.attempt()
        except DlquizError as error:
            raise pytest.fail.Exception(explained(error), pytrace=False) from None
        check = self._check()
        found = {"exercise": self._report.exercise, "verdict": str(check.verdict)}
        points = {"points": check.points, "max_points": check.max_points}
        self.user_properties += [*found.items(), *points.items()]
        if check.verdict is not Verdict.PASSED:
            self._show("setup", self._report.output)
        self._show("call", check.output)

    def runtest(self) -> None:
        """Passes on the verdict."""
        match self._check().verdict:
            case Verdict.PASSED:
                return
            case Verdict.NOT_IMPLEMENTED | Verdict.SKIPPED:
                from dlquiz.view.test_item import why_not_run

                pytest.skip(why_not_run(self._report, self._position))
            case _:
                from dlquiz.view.test_item import failure

                pytest.fail(failure(self._check()), pytrace=False)

    def _check(self) -> CheckResult:
        """This check's result. Ends the test in an error where there is none."""
        checks = self._report.checks
        broken = [check.message for check in checks if check.verdict is Verdict.INTERNAL]
        if tuple(check.name for check in checks) != self._file.names:
            pytest.fail(f"{OUR_FAULT} {broken[0]}" if broken else CHANGED, pytrace=False)
        check = checks[self._position]
        if check.verdict is Verdict.INTERNAL:
            pytest.fail(f"{OUR_FAULT} {check.message}", pytrace=False)
        return check

    def _show(self, when: str, output: str) -> None:
        """What the learner printed."""
        if output.strip():
            from dlquiz.view.plain import plain

            self.add_report_section(when, "stdout", plain(output))


def explained(error: DlquizError) -> str:
    """Why there is no verdict."""
    return f"{OUR_FAULT} {error}" if isinstance(error, GraderFault) else str(error)


def line_of(path: Path, entry: Sequence[str]) -> int:
    """The line, from 0, where the first of these functions or classes begins. The text may be broken Python."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # it is told when the file is graded
        return 0
    names = "|".join(map(re.escape, entry))
    found = re.search(rf"^(?:async +)?(?:def|class) +(?:{names})\b", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) if found else 0
