"""`reset`: the stub or a backup in place of what the learner wrote, which is kept."""

import sys

import typer

from dlquiz.cli.results import Backups, Put
from dlquiz.cli.session import Session, shown
from dlquiz.errors import UsageError
from dlquiz.model import ExerciseMeta
from dlquiz.practice import Backup, backups, reset, restore


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
