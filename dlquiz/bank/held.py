"""Exercises that were read, for a judge that grades many jobs: read again as soon as one of their files has changed."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from dlquiz.bank.bank import Bank
from dlquiz.bank.manifest import is_release, released_files
from dlquiz.bank.stamps import Stamp, settled, stamps_of
from dlquiz.model import Exercise

MOST = 64  # exercises that are held; each is some 100 KB


class HeldExercises:
    """Exercises by bank and slug. One is held while every file and folder that it consists of has its stamp."""

    def __init__(self) -> None:
        self._held: dict[tuple[Path, str], tuple[dict[str, Stamp], Exercise]] = {}

    def get(self, root: str | None, slug: str) -> Exercise:
        """The exercise as its files stand now. Raises UsageError and BankError, as Bank does."""
        started = time.time_ns()
        bank = Bank.find(root)
        files = _files(bank, slug)
        known = self._held.pop((bank.root, slug), None)
        if known is not None and known[0] == files:
            exercise = known[1]
        else:
            exercise = bank.exercise(slug)
            if files is None or not settled(files.values(), started) or _files(bank, slug) != files:
                return exercise
        self._held[bank.root, slug] = files, exercise  # at the end: the first is the one that was not asked for longest
        if len(self._held) > MOST:
            del self._held[next(iter(self._held))]
        return exercise


def _files(bank: Bank, slug: str) -> dict[str, Stamp] | None:
    """The stamps of all files and folders of an exercise, by path; None while one of them goes."""
    if is_release(bank.root):
        answers = [str(path) for path in released_files(bank.root, slug)]
        paths = [*_below(bank.folder(slug)), *answers]
    else:
        paths = [path for folder in (bank.folder(slug), bank.solution_folder(slug)) for path in _below(folder)]
    stamps = stamps_of(map(Path, paths))
    return None if stamps is None else dict(zip(paths, stamps, strict=True))


def _below(folder: Path) -> Iterator[str]:
    for path, _, names in os.walk(folder):
        yield path
        yield from (os.path.join(path, name) for name in names)  # noqa: PTH118 (pathlib takes three times as long)
