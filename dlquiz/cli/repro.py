"""`repro`: the smallest failing case as a script that needs no grader."""

import hashlib
from dataclasses import replace
from pathlib import Path

from dlquiz.cli.checking import grade
from dlquiz.cli.results import Repro
from dlquiz.cli.session import Session, here, shown
from dlquiz.cli.submission import of_exercise
from dlquiz.errors import UsageError
from dlquiz.model import ExerciseMeta, Verdict
from dlquiz.practice import files

_NOTE = "# Written by `dlquiz repro`, which replaces this file as long as it is unchanged: "


def write_script(work: Session, meta: ExerciseMeta, out: Path | None, device: str) -> Repro:
    """Grade the file as it is now, and write the first failing case that can be repeated. Not counted as an attempt.

    Raises:
        UsageError: the script can't be written, or would replace something that this command did not write.
    """
    chosen = of_exercise(work, meta)
    nameable = replace(chosen, told=str(chosen.path), kept=False)  # the script runs from any folder
    report = grade(work, nameable, device)
    failing = [check for check in report.checks if check.verdict not in {Verdict.PASSED, Verdict.SKIPPED}]
    for check in failing:
        if check.case is not None and check.case.script is not None:
            path = work.workspace.root / f"repro_{meta.slug}.py" if out is None else here() / out.expanduser()
            _write(path, check.case.script)
            return Repro(meta, check.name, shown(path), check.case.script)
    return Repro(meta, failing[0].name if failing else None, None, None)


def _write(path: Path, script: str) -> None:
    content = script.encode()
    signed = _NOTE.encode() + hashlib.sha256(content).hexdigest()[:16].encode() + b"\n" + content
    if files.create(path, signed):
        return
    if not _unchanged(files.read_source(path)):
        raise UsageError(f"{shown(path)} is not as `dlquiz repro` wrote it, and stays. Write elsewhere: --out FILE")
    files.replace(path, signed)


def _unchanged(content: bytes) -> bool:
    first, _, script = content.partition(b"\n")
    return first == _NOTE.encode() + hashlib.sha256(script).hexdigest()[:16].encode()
