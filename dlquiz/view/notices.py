"""Short screens: a workspace was made, files were kept, a question was answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from dlquiz.view.pen import Pen, Screen
from dlquiz.view.words import count


@dataclass(frozen=True)
class BackupRow:
    """One kept version: the name that `--restore` takes, when it was kept, its bytes, its path as it is to be shown."""

    name: str
    when: str
    size: int
    path: str


def welcome_view(folder: str, exercises: int, topics: int, first: str) -> Screen:
    """A workspace was made, and this is what the bank has."""
    return notice_view(f"Made {folder}  ·  {count(exercises, 'exercise')} in {count(topics, 'topic')}, first: {first}")


def finished_view(total: int) -> Screen:
    """Every exercise is passed."""
    return notice_view(f"Every exercise is passed: {total} of {total}. To see them:  dlquiz list")


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
        sizes = [count(row.size, "byte") for row in rows]
        for number, (row, size) in enumerate(zip(rows, sizes, strict=True), start=1):
            head = f"  {number:>{len(str(len(rows)))}}  {row.when}  {size:>{max(map(len, sizes))}}"
            yield pen.join((head, "bold" if number == 1 else ""), (f"  {row.path}", "dim"))
        yield Text()
        yield pen.join(" To take one back:  ", pen.command(f"dlquiz reset {slug} --restore 1"))

    return Screen(draw)
