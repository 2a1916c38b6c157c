"""`reset`: the stub or a backup in place of what the learner wrote, which is kept."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import typer
from msgspec import Struct

from dlquiz.cli.output import PASSED
from dlquiz.cli.session import Session, shown
from dlquiz.errors import UsageError
from dlquiz.model import ExerciseMeta
from dlquiz.practice import Backup, backups, reset, restore

if TYPE_CHECKING:
    from rich.console import RenderableType


class Put(Struct, frozen=True):
    """`reset`: another text stands in the learner's file; `backup` is where the former one lies."""

    meta: ExerciseMeta
    file: str
    restored: str | None  # the backup's name; None for the stub
    backup: str | None
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """What lies where."""
        return {"exercise": self.meta.slug, "file": self.file, "restored": self.restored, "backup": self.backup}

    def screens(self) -> "Iterator[RenderableType]":
        """One sentence for each half."""
        from dlquiz.view.notices import notice_view

        what = "the stub again" if self.restored is None else f"the backup {self.restored}"
        text = f"{self.file} is {what}."
        if self.backup:
            text += f"\nWhat you had is kept: {self.backup}\nTo take it back: dlquiz reset {self.meta.slug} --restore 1"
        yield notice_view(text)


class Backups(Struct, frozen=True):
    """`reset --list-backups`: what is kept of one exercise, newest first."""

    meta: ExerciseMeta
    backups: Sequence[Backup]
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """Name, time, size and path of each."""
        return {
            "exercise": self.meta.slug,
            "backups": [
                {"name": kept.name, "time": kept.time.isoformat(), "bytes": kept.size, "file": str(kept.path)}
                for kept in self.backups
            ],
        }

    def screens(self) -> "Iterator[RenderableType]":
        """A numbered line for each."""
        from dlquiz.view.notices import BackupRow, backups_view

        rows = [
            BackupRow(kept.name, f"{kept.time.astimezone():%Y-%m-%d %H:%M:%S}", kept.size, shown(kept.path))
            for kept in self.backups
        ]
        yield backups_view(self.meta.slug, rows)


def ask(work: Session, meta: ExerciseMeta, json: bool) -> None:
    """Ask whether to go on. Raises UsageError if the answer is no, or if there is nobody to ask."""
    file = work.workspace.file(meta)
    if json or not sys.stdin.isatty():
        raise UsageError(f"this replaces {shown(file)} by the stub; what you wrote is kept. To do it, add --yes")
    if not typer.confirm(f"Replace {shown(file)} by the stub? What you wrote is kept.", err=True):
        raise UsageError("nothing was changed")


def start_anew(work: Session, meta: ExerciseMeta) -> Put:
    """Put the stub in place, and make the exercise the current one, not passed."""
    backup = reset(work.workspace, meta, work.bank.stub(meta.slug))
    work.progress.note(meta.slug, "reset")
    work.progress.current = meta.slug
    return _put(work, meta, None, backup)


def begin_review(work: Session, meta: ExerciseMeta) -> str:
    """Put the stub in place of what was given up, once it is back for review.

    Returns:
        What was done, in a sentence; "" if there is nothing to do.
    """
    review, now = work.progress.standing(meta.slug), work.progress.clock().now
    if review.review is None or review.review_begun or now < review.review:
        return ""
    kept = start_anew(work, meta).backup
    return f"{meta.slug} is back, since you gave up on it: the stub again." + (
        f" What you had is kept: {kept}" if kept else ""
    )


def restore_backup(work: Session, meta: ExerciseMeta, which: str) -> Put:
    """Put a backup in place."""
    chosen, backup = restore(work.workspace, meta, work.bank.stub(meta.slug), which)
    work.progress.note(meta.slug, "restored")
    work.progress.current = meta.slug
    return _put(work, meta, chosen.name, backup)


def list_backups(work: Session, meta: ExerciseMeta) -> Backups:
    """All that is kept of one exercise."""
    return Backups(meta, backups(work.workspace, meta.slug))


def _put(work: Session, meta: ExerciseMeta, restored: str | None, backup: Backup | None) -> Put:
    return Put(meta, shown(work.workspace.file(meta)), restored, None if backup is None else shown(backup.path))
