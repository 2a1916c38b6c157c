"""Files of a folder: links are never followed, devices never opened, and there is an end to width and depth."""

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from dlquiz.course.handing_in.entries import MOST_FILES, Entry, Unreadable, is_junk, too_large

DEEPEST = 20
LINK = "is a symbolic link, which is never followed; put the file or folder itself there"


History = Callable[[Path], Mapping[str, datetime]]
"""When the files of a clone, by their paths in it, were handed in; without those of which it is not known."""


def no_history(clone: Path) -> Mapping[str, datetime]:
    """What is usually told of a clone: its files are as old as the clone, and its commits say what a student wrote."""
    return {}


def files_of(folder: Path, history: History = no_history) -> Iterator[Entry]:
    """The files below a student's folder, in order of their names. Those of a clone have the times of `history` alone.

    Raises:
        Unreadable: it is a link, can't be listed, is nested too deep, or holds too many files.
    """
    if folder.is_symlink():
        raise Unreadable(LINK)
    clones: dict[Path, Mapping[str, datetime]] = {}
    for count, (path, clone) in enumerate(_walk(folder), 1):
        if count > MOST_FILES:
            raise Unreadable(f"holds more than {MOST_FILES} files; hand in the exercises alone")
        entry = file_at(path, path.relative_to(folder).as_posix())
        if clone is not None:
            if clone not in clones:
                clones[clone] = history(clone)
            when = clones[clone].get(str(path.relative_to(clone)))
            entry = entry._replace(when=(when.timestamp(),) if when else (), submitted=when)
        yield entry


def file_at(path: Path, name: str) -> Entry:
    """One file on disk under the name that the student knows."""
    modified = _modified(path)
    when = (modified.timestamp(),) if modified else ()
    return Entry(name, partial(read_file, path), when, modified)


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of a plain file. Raises Unreadable, also where it is a link, a device, or larger than `limit`."""
    try:
        # O_NONBLOCK: opening a pipe would wait for its writer
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("is not a plain file")
            if status.st_size > limit:
                raise too_large(status.st_size, limit)
            content = file.read(status.st_size + 1)
    except OSError as error:
        raise Unreadable(_why(path, error)) from None
    if len(content) != status.st_size:
        raise Unreadable("changed while it was read")
    return content


def listed(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in a folder, by name, without junk. Raises Unreadable."""
    try:
        with os.scandir(folder) as entries:
            return sorted((entry for entry in entries if not is_junk(entry.name)), key=lambda entry: entry.name)
    except OSError as error:
        raise Unreadable(_why(folder, error)) from None


def _walk(top: Path) -> Iterator[tuple[Path, Path | None]]:
    """Every file below `top`, with the clone that it lies in.

    Links are included: `read_file` refuses these, if anyone asks for them.
    """
    waiting: list[tuple[Path, int, Path | None]] = [(top, 0, None)]
    while waiting:
        folder, depth, clone = waiting.pop()
        if depth > DEEPEST:
            raise Unreadable(f"nests folders more than {DEEPEST} deep")
        if os.path.lexists(folder / ".git"):
            clone = folder
        below = []
        for entry in listed(folder):
            if entry.is_dir(follow_symlinks=False):
                below.append((Path(entry.path), depth + 1, clone))
            else:
                yield Path(entry.path), clone
        waiting += reversed(below)


def _modified(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):  # gone; or a year that no calendar has
        return None


def _why(path: Path, error: OSError) -> str:
    if path.is_symlink():
        return LINK
    return f"can't be read ({error.strerror or error})"
