"""Short screens: a workspace was made, files were kept, a question was answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from dlquiz.view.columns import table
from dlquiz.view.pen import Pen, Screen
from dlquiz.view.words import count


@dataclass(frozen=True)
class BackupRow:
    """One kept version: the name that `--restore` takes, when it was kept, its bytes."""

    name: str
    when: str
    size: int


def welcome_view(folder: str, exercises: int, topics: int, first: str) -> Screen:
    """A workspace was made, and this is what the bank has."""
    return notice_view(f"Made {folder}  ·  {count(exercises, 'exercise')} in {count(topics, 'topic')}, first: {first}")


def finished_view(total: int) -> Screen:
    """Every exercise is passed."""
    return notice_view(f"All {total} exercises are passed. To see them:  dlquiz list")


def notice_view(text: str) -> Screen:
    """A sentence or two of ours: what was done, where a backup lies."""

    def draw(pen: Pen) -> Iterator[Text]:
        for line in pen.lines(text):
            yield from pen.wrap(pen.join(" ", line), pen.width - 1)

    return Screen(draw)


def backups_view(slug: str, rows: Sequence[BackupRow]) -> Screen:
    """The kept versions of an exercise's file, newest first."""

    def draw(pen: Pen) -> Iterator[Text]:
        if not rows:
            yield pen.text(f" There is no backup of {slug}: nothing was ever replaced.")
            return
        yield pen.join((f" {slug}: {count(len(rows), 'backup')}, newest first", "bold"))
        cells = [
            [
                pen.text(str(number), "bold"),
                pen.text(row.when),
                pen.text(count(row.size, "byte")),
                pen.text(row.name, "dim"),
            ]
            for number, row in enumerate(rows, start=1)
        ]
        for line in table(pen, cells, pen.width - 3, right=frozenset({0, 2})):
            yield pen.join("  ", line)
        yield Text()
        yield pen.join(" To take one back:  ", pen.command(f"dlquiz reset {slug} --restore 1"))

    return Screen(draw)
