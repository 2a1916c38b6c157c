"""`repro`: the smallest failing case as a script that needs no grader."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from dlquiz.cli.checking import grade
from dlquiz.cli.output import PASSED
from dlquiz.cli.session import Session, here, shown
from dlquiz.cli.submission import of_exercise
from dlquiz.errors import UsageError
from dlquiz.model import ExerciseMeta, Verdict
from dlquiz.practice import files

if TYPE_CHECKING:
    from rich.console import RenderableType


class Repro(Struct, frozen=True):
    """`repro`: the smallest failing case as a script. `file` is None where no case failed."""

    meta: ExerciseMeta
    check: str | None
    file: str | None
    script: str | None
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """The script, and where it lies."""
        return {"exercise": self.meta.slug, "check": self.check, "file": self.file, "script": self.script}

    def screens(self) -> "Iterator[RenderableType]":
        """The script, where it lies, and how to run it."""
        if self.script is None or self.check is None or self.file is None:
            from dlquiz.view.notices import notice_view

            yield notice_view(self._nothing())
            return
        from dlquiz.view.repro import repro_view

        yield repro_view(self.script, self.check, self.file)

    def _nothing(self) -> str:
        if self.check is None:
            return f"{self.meta.slug} passes: there is no case to repeat."
        return f'"{self.check}" did not fail at a call that a script could repeat. See: dlquiz check {self.meta.slug}'


_NOTE = "# Written by `dlquiz repro`, which replaces this file as long as it is unchanged: "


def write_script(work: Session, meta: ExerciseMeta, out: Path | None, device: str, *, shared: bool) -> Repro:
    """Grade the file as it is now, and write the first failing case that can be repeated. Not counted as an attempt.

    Raises:
        UsageError: the script can't be written, or would replace something that this command did not write.
    """
    chosen = of_exercise(work, meta)
    nameable = replace(chosen, told=str(chosen.path), kept=False)  # the script runs from any folder
    report = grade(work, nameable, device, shared=shared)
    failing = [check for check in report.checks if check.verdict not in {Verdict.PASSED, Verdict.SKIPPED}]
    for check in failing:
        if check.case is not None and check.case.script is not None:
            path = work.workspace.root / f"repro_{meta.slug}.py" if out is None else here() / out.expanduser()
            _write(path, check.case.script)
            return Repro(meta, check.name, shown(path), check.case.script)
    return Repro(meta, failing[0].name if failing else None, None, None)


def _write(path: Path, script: str) -> None:
    signed = _signature(script.encode()) + b"\n" + script.encode()
    if files.create(path, signed):
        return
    signature, _, present = files.read_source(path).partition(b"\n")
    if signature != _signature(present):
        raise UsageError(f"{shown(path)} is not as `dlquiz repro` wrote it, and stays. Write elsewhere: --out FILE")
    files.replace(path, signed)


def _signature(script: bytes) -> bytes:
    """The first line of the file, by which it is known whether somebody has worked on the rest."""
    return f"{_NOTE}{hashlib.sha256(script).hexdigest()[:16]}".encode()
