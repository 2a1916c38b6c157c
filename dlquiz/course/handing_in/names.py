"""What file names say: who handed in, whether late, which exercise and which attempt.

Canvas names its files `doejane_LATE_1234_5678_softmax-1.py` (`LATE_anon_x1y2z_5678_softmax.py` where the students are
anonymous), as in its content_zipper.rb; Moodle `Jane Doe_1234_assignsubmission_file_/softmax.py`.
"""

import re
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from dlquiz.course.handing_in.entries import readable

CANVAS = re.compile(r"(?P<name>\w+?)_(?:(?P<late>late)_)?(?P<id>\d+)_(?P<upload>\d+)_(?P<file>.+)", re.I | re.S)
CANVAS_ANONYMOUS = re.compile(r"(?:(?P<late>late)_)?(?P<id>anon_[^\W_]+)_(?P<upload>\d+)_(?P<file>.+)", re.I | re.S)
MOODLE = re.compile(r"(?P<name>[^_]+)_(?P<id>\d+)_assignsubmission_[a-z]+(?:_(?P<file>.*))?", re.S)
COPY = re.compile(r"(?P<stem>.+?)(?: ?\((?P<copy>\d{1,4})\)|[-_ ]v?(?P<version>\d{1,4})| - copy)?", re.S)
ATTEMPT = re.compile(r"(?:attempt|submission|try|v)[-_ ]?(\d{1,4})")


class Sender(NamedTuple):
    """Who handed in, as a name at the top of the folder tells it."""

    id: str
    name: str = ""
    late: bool = False
    upload: int = 0  # the download's own number of the file: later files have higher ones
    file: str = ""  # the file's name as the student knows it; empty for a folder
    download: bool = False  # named by Canvas or Moodle; times of such files are those of the download


class Attempt(NamedTuple):
    """Which exercise a file is for. Higher numbers are later attempts; 0 where the name has none."""

    slug: str
    number: tuple[int, int]  # of the folder, of the file


def sender_of(name: str, folder: bool = False) -> Sender:
    """Who a folder or a file at the top belongs to; its whole name where it is not one of Canvas's or Moodle's."""
    for form in () if folder else (CANVAS_ANONYMOUS, CANVAS):  # Canvas makes no folders
        if match := form.fullmatch(name):
            parts = match.groupdict()
            sender, late = readable(parts.get("name") or ""), bool(parts["late"])
            return Sender(readable(parts["id"]), sender, late, int(parts["upload"][:18]), parts["file"], True)
    if match := MOODLE.fullmatch(name):
        unnamed = match["name"] == "Participant"
        sender = "" if unnamed else readable(match["name"]).strip()
        return Sender(match["id"], sender, file=match["file"] or "", download=True)
    return Sender(readable(name))


def sender_of_file(name: str, slugs: Collection[str]) -> Sender | None:
    """Who a single file at the top belongs to; None if its name does not tell.

    `kim_softmax.py` is kim's; so is `kim.py` where there is one exercise only, and the notebook `kim.ipynb`.
    """
    sender, path = sender_of(name), PurePosixPath(name)
    if sender.download:
        return sender if sender.file else None
    for slug in sorted(slugs, key=len, reverse=True):
        if match := re.fullmatch(rf"(.+)[-_ ]({re.escape(slug)}(?:[-_ ].*| ?\(\d+\))?)", path.stem, re.I | re.S):
            return Sender(readable(match[1]), file=match[2] + path.suffix)
    if attempt_of(name, slugs):
        return None
    if path.suffix.lower() == ".ipynb":
        return Sender(readable(path.stem), file=name)
    return Sender(readable(path.stem), file=f"{next(iter(slugs))}.py") if len(slugs) == 1 else None


def attempt_of(path: str, slugs: Collection[str]) -> Attempt | None:
    """The exercise that a file is for by its name, `softmax.py`, `Softmax (1).py` or `attempt_2/softmax.py`."""
    parts = PurePosixPath(path)
    stem = parts.stem.casefold()
    folder = _attempt_folder(parts.parts[:-1])
    if (exact := re.sub("[- ]", "_", stem)) in slugs:
        return Attempt(exact, (folder, 0))
    match = COPY.fullmatch(stem)
    slug = re.sub("[- ]", "_", match["stem"]) if match else ""
    if match is None or slug not in slugs:
        return None
    return Attempt(slug, (folder, int(match["copy"] or match["version"] or 1)))


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts s2 before s10."""
    return tuple((int(part[:18]), part) if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text))


def _attempt_folder(folders: Iterable[str]) -> int:
    numbers = (match for folder in folders if (match := ATTEMPT.fullmatch(folder.casefold())))
    return next((int(match[1]) for match in numbers), 0)
