"""A file that was handed in, wherever it lies, and what keeps one from being read."""

import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

LARGEST = 2**20  # bytes of a submission, as in practice; the longest of the bank has a few thousand
MOST_FILES = 5_000  # of one student
JUNK = {"__pycache__", "__MACOSX", "node_modules", "site-packages"}  # site-packages: torch has a dropout.py of its own
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # categories of what moves a cursor, reorders text, or can't be encoded


class Unreadable(Exception):
    """Why a file, folder or archive is not read: the end of a sentence that begins with its name."""


class Entry(NamedTuple):
    """One file. `read(limit)` gives its bytes and raises Unreadable, also where they are more than `limit`."""

    path: str  # below the student's folder, with "/"
    read: Callable[[int], bytes]
    when: tuple[float, ...] = ()  # orders a student's attempts; may be the student's own word
    submitted: datetime | None = None  # None where nothing tells that a student could not have written

    @property
    def name(self) -> PurePosixPath:
        """The path, for its parts."""
        return PurePosixPath(self.path)


def is_junk(name: str) -> bool:
    """Whether a file or folder of this name is a program's, not a person's. It is passed over in silence."""
    return name.startswith(".") or name in JUNK


def readable(name: str) -> str:
    """A file's name for people, files and databases: composed (NFC), controls and lone surrogates written out.

    Different names stay different: a backslash is written out, too.
    """
    composed = unicodedata.normalize("NFC", name)
    return "".join(_written_out(character) for character in composed)


def _written_out(character: str) -> str:
    if character == "\\" or unicodedata.category(character) in HIDDEN:
        return character.encode("unicode_escape").decode("ascii")
    return character


def too_large(size: int, limit: int) -> Unreadable:
    """The refusal of a file of `size` bytes where `limit` are allowed."""
    return Unreadable(f"has {size / 2**20:.1f} MiB; at most {limit / 2**20:.0f} MiB are read")
