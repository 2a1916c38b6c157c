"""What lies at the top of a folder or zip of a whole class: one folder, archive or file for each student."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from zipfile import ZipFile, ZipInfo

from dlquiz.course.handing_in.archives import check, entry_of, is_kept, open_archive, path_of
from dlquiz.course.handing_in.entries import Entry, Unreadable, is_junk, readable
from dlquiz.course.handing_in.folders import History, file_at, files_of, listed
from dlquiz.course.handing_in.names import Sender, sender_of, sender_of_file
from dlquiz.errors import UsageError

OTHER_ARCHIVES = {".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"}
HANDED_IN = {".py", ".ipynb"}


class Unit(NamedTuple):
    """One folder, archive or file at the top: all of it is one student's."""

    sender: Sender
    what: str
    entries: Callable[[], Iterable[Entry]]


class Top(NamedTuple):
    """Something at the top, whoever it belongs to."""

    name: str
    folder: bool
    entries: Callable[[], Iterable[Entry]]  # of a file: itself alone


def units_of(place: Path, slugs: frozenset[str], opened: ExitStack, history: History) -> tuple[list[Unit], list[str]]:
    """The units of a folder or of a zip, which stays open in `opened`; and, in words, what belongs to nobody.

    `history` tells when the files of clones were handed in.

    Raises:
        UsageError: it can't be read.
    """
    units, stray = [], []
    try:
        for top in _tops(place, opened, history):
            sender = sender_of(top.name, folder=True) if top.folder else _sender_of_file(top.name, slugs)
            if sender is None:
                name = readable(top.name)
                stray.append(
                    f"{name}: its name tells no student or no exercise. Put it into a folder named by the student"
                )
            else:
                entries = top.entries if top.folder else partial(_called, sender.file or top.name, top.entries)
                units.append(Unit(sender, top.name, entries))
    except Unreadable as problem:
        raise UsageError(f"{place} {problem}.") from None
    return units, stray


def _sender_of_file(name: str, slugs: frozenset[str]) -> Sender | None:
    sender, path = sender_of(name), PurePosixPath(name)
    if path.suffix.lower() in HANDED_IN or sender.download:
        return sender_of_file(name, slugs)
    if path.suffix.lower() in OTHER_ARCHIVES | {".zip"}:
        return Sender(readable(re.sub(r"(?i)(\.tar)?\.[^.]*$", "", name)), file=name)
    return None


def _tops(place: Path, opened: ExitStack, history: History) -> Iterator[Top]:
    if not place.exists():
        raise Unreadable("is not there")
    if place.is_file():
        yield from _tops_of_archive(opened.enter_context(open_archive(str(place))), place.stem)
        return
    for entry in listed(place):
        path = Path(entry.path)
        if entry.is_dir():
            yield Top(entry.name, True, partial(files_of, path, history))
        else:
            yield Top(entry.name, False, partial(_file, path))


def _file(path: Path) -> list[Entry]:
    return [file_at(path, path.name)]


def _called(name: str, entries: Callable[[], Iterable[Entry]]) -> Iterator[Entry]:
    """A file at the top under the name that its student gave it."""
    for entry in entries():
        yield entry._replace(path=name)


def _tops_of_archive(archive: ZipFile, own_name: str) -> Iterator[Top]:
    """The same of a zip. A zip of a folder `submissions` called submissions.zip is that folder."""
    paths = [(tuple(path_of(member).split("/")), member) for member in archive.infolist()]
    if all(parts[0] == own_name and len(parts) > 1 for parts, _ in paths):
        paths = [(parts[1:], member) for parts, member in paths]
    groups: dict[str, list[tuple[tuple[str, ...], ZipInfo]]] = {}
    for parts, member in paths:
        if parts[0] == ".." or (parts[0] == "" and len(parts) > 1):
            raise Unreadable(f"holds a path that leads out of it, {path_of(member)}")
        if parts[0] and not is_junk(parts[0]):
            groups.setdefault(parts[0], []).append((parts[1:], member))
    for name, members in sorted(groups.items()):
        folder = any(below for below, _ in members)
        yield Top(name, folder, partial(_members, archive, name, members))


def _members(archive: ZipFile, name: str, members: list[tuple[tuple[str, ...], ZipInfo]]) -> Iterator[Entry]:
    check([member for _, member in members])
    for below, member in members:
        if is_kept(below) and not member.is_dir():
            yield entry_of(archive, member, "/".join(below) or name)
