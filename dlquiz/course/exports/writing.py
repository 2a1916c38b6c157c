"""Files of results: written whole or not at all, whatever the disk says; and names that are safe as files'."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from urllib.parse import quote

from dlquiz.errors import UsageError

LONGEST = 120  # characters of a file's name


@contextmanager
def written(target: Path) -> Iterator[TextIOWrapper]:
    """A text file (UTF-8) that takes the place of `target` when all is written; until then, `target` is as it was.

    Not forced to the disk: a table can be made anew from the gradebook, and a class has thousands of them.
    What is no plain file (a pipe, /dev/stdout) is written to directly. Folders above it are made.

    Raises:
        UsageError: it can't be written.
    """
    try:
        place = target.resolve()  # a link stays a link
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists() and not place.is_file() and not place.is_dir():
            with place.open("w", encoding="utf-8", newline="") as direct:
                yield direct
            return
        draft = place.with_name(f".{place.name[:LONGEST]}.{os.getpid()}.tmp")
        try:
            with draft.open("w", encoding="utf-8", newline="") as file:
                yield file
            draft.replace(place)
        finally:
            with suppress(OSError):
                draft.unlink()
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads back to itself
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{target} can't be written: {why}. It is as it was; the grades are kept.") from error


def file_name(student: str) -> str:
    """A student's id as the name of a file or folder: one id, one name, never a path, never hidden."""
    name = quote(printable(student), safe=" @,+=")
    name = "%2E" + name[1:] if name.startswith(".") else name
    if len(name) > LONGEST or not name.strip():
        name = f"{name[:LONGEST]}~{hashlib.sha256(printable(student).encode()).hexdigest()[:16]}"
    return name


def printable(text: str) -> str:
    """Text that UTF-8 can hold: what a file's name holds beyond it (lone surrogates) is written out."""
    return text.encode("utf-8", "backslashreplace").decode()


def number(value: float) -> str:
    """Points with at most four decimals and no needless zero: `7`, `6.6667`."""
    return f"{value:.4f}".rstrip("0").rstrip(".") if value else "0"
