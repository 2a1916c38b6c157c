"""A check in pytest's report: plain text, for a panel of an editor and for a terminal alike."""

import io

from dlquiz.model import CheckResult, Report, Verdict
from dlquiz.view import evidence
from dlquiz.view.console import console
from dlquiz.view.pen import Pen, finished
from dlquiz.view.plain import plain
from dlquiz.view.report import WHOLE_FILE

WIDTH = 80  # columns


def failure(check: CheckResult) -> str:
    """All that is known of a failing check: the mistake first, then the evidence, at last the place in the file."""
    pen = Pen(console(io.StringIO(), width=WIDTH), WIDTH)
    lines = [finished(line).plain.rstrip() for line in evidence.full(pen, check)]
    if check.where is not None and check.where.line:
        lines += ["", plain(f"{check.where.file}:{check.where.line}")]
    return "\n".join(lines)


def why_not_run(report: Report, position: int) -> str:
    """One line on a check that was skipped or is not written yet."""
    check = report.checks[position]
    if check.verdict is Verdict.NOT_IMPLEMENTED:
        return plain(check.message) or "not written yet"
    first, *others = report.checks
    whole = first.verdict in WHOLE_FILE and all(other.verdict is Verdict.SKIPPED for other in others)
    cause = f" ({first.message.splitlines()[0]})" if whole and first.message else ""
    return plain(f"not run: {check.message}{cause}")
