"""Backups of what a learner wrote, made before anything takes its place: `.dlquiz/backups/<slug>/<time>.py`."""

from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from dlquiz.errors import UsageError
from dlquiz.model import ExerciseMeta
from dlquiz.practice import files
from dlquiz.practice.workspace import Workspace

_NAME = "%Y%m%dT%H%M%S.%f"  # the time at which it was kept, UTC


class Backup(Struct, frozen=True):
    """One former version of a learner's file."""

    path: Path

    @property
    def name(self) -> str:
        """What `--restore` takes."""
        return self.path.stem

    @property
    def time(self) -> datetime:
        """When it was kept."""
        return datetime.strptime(self.name, _NAME).replace(tzinfo=UTC)

    @property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size


def backups(workspace: Workspace, slug: str) -> tuple[Backup, ...]:
    """All backups of an exercise, newest first."""
    folder = workspace.state / "backups" / slug
    found = sorted(folder.glob("*T*.py"), reverse=True) if folder.is_dir() else []
    return tuple(Backup(path) for path in found if path.stat().st_size)  # empty: a reset that was killed


def reset(workspace: Workspace, meta: ExerciseMeta, stub: str) -> Backup | None:
    """Put the stub in place of the learner's file.

    Returns:
        The backup of what was there; None if there was nothing to lose.

    Raises:
        UsageError: the file or the backup can't be written. Then nothing was changed.
    """
    return _put(workspace, meta, stub.encode(), stub)


def restore(workspace: Workspace, meta: ExerciseMeta, stub: str, which: str) -> tuple[Backup, Backup | None]:
    """Put a backup in place of the learner's file; the backup stays.

    Args:
        which: a number, 1 the newest, or a backup's name.

    Returns:
        The backup that was restored, and that of what was there before; None if there was nothing to lose.
    """
    chosen = _choose(backups(workspace, meta.slug), meta.slug, which)
    with files.told(chosen.path):
        content = chosen.path.read_bytes()
    return chosen, _put(workspace, meta, content, stub)


def _choose(found: tuple[Backup, ...], slug: str, which: str) -> Backup:
    if not found:
        raise UsageError(f"There is no backup of {slug}: it was never reset.")
    if which.isdecimal() and 1 <= int(which) <= len(found):
        return found[int(which) - 1]
    for backup in found:
        if which.removesuffix(".py") == backup.name:
            return backup
    raise UsageError(
        f'No backup "{which}" of {slug}; there are 1 to {len(found)}. See: dlquiz reset {slug} --list-backups'
    )


def _put(workspace: Workspace, meta: ExerciseMeta, content: bytes, stub: str) -> Backup | None:
    file = workspace.file(meta)
    files.make_folder(file.parent)
    if files.create(file, content):
        return None
    with files.told(file):
        present = file.read_bytes()
    if present in {content, stub.encode()}:
        files.replace(file, content)
        return None
    aside = _free_name(workspace.state / "backups" / meta.slug)
    files.swap(file, content, aside)
    return Backup(aside)


def _free_name(folder: Path) -> Path:
    """An empty file that no other terminal uses, named after the time."""
    files.make_folder(folder)
    while True:
        path = folder / f"{datetime.now(UTC):{_NAME}}.py"
        if files.create(path, b""):
            return path
