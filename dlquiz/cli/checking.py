"""`check`: one submission, or all that were begun."""

from pathlib import Path

from dlquiz.cli import submission
from dlquiz.cli.results import AllGraded, Graded
from dlquiz.cli.session import session
from dlquiz.errors import UsageError
from dlquiz.model import Report


def check_one(
    target: str | None, exercise: str | None, device: str, workspace: Path | None, bank: str | None, verbose: bool
) -> Graded:
    """Grade the exercise or the file that `target` names, or the current exercise."""
    path = submission.as_file(target)
    if exercise is not None and path is None:
        raise UsageError("--exercise says which exercise a FILE is. Give the file, too: dlquiz check FILE --exercise SLUG")
    with session(workspace, bank, near=path) as work:
        if path is not None:
            return submission.check(work, submission.of_file(work, path, exercise), device, verbose)
        meta = work.meta(target)
        work.open(meta)
        return submission.check(work, submission.of_exercise(work, meta), device, verbose)


def check_all(device: str, workspace: Path | None, bank: str | None) -> AllGraded:
    """Grade every exercise that has a file in the workspace."""
    with session(workspace, bank) as work:
        begun = [meta for meta in work.metas if work.workspace.file(meta).is_file()]
        if not begun:
            raise UsageError("no exercise is begun yet. Open the first: dlquiz next")
        found = submission.grade_all(work, [submission.of_exercise(work, meta) for meta in begun], device)
        reports = {slug: report for slug, report in found.items() if isinstance(report, Report)}
        faults = {slug: str(report) for slug, report in found.items() if not isinstance(report, Report)}
        return AllGraded(begun, reports, faults)
