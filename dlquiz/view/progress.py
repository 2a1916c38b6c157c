"""How far a long job is: a bar on a terminal, a line now and then in a log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Protocol

from dlquiz.view.console import console
from dlquiz.view.plain import plain

LINES = 10  # in a log, for the whole job


class Advance(Protocol):
    """Called when one more is done, with what it was."""

    def __call__(self, done: str = "") -> None: ...


@contextmanager
def progress(total: int, description: str, file: IO[str]) -> Iterator[Advance]:
    """Yields what is to be called after each of `total` steps. `file` is stderr: stdout belongs to the result."""
    if not file.isatty():
        yield _lines(total, description, file)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn(" {task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[done]}", markup=False, style="dim"),
    )
    with Progress(*columns, console=console(file), transient=True) as bar:
        task = bar.add_task(plain(description), total=total, done="")
        yield lambda done="": bar.update(task, advance=1, done=plain(done))


def _lines(total: int, description: str, file: IO[str]) -> Advance:
    count = 0

    def advance(done: str = "") -> None:
        nonlocal count
        count += 1
        if count == total or count * LINES // total > (count - 1) * LINES // total:
            file.write(f"{plain(description)}: {count}/{total}{f' {plain(done)}' if done else ''}\n")
            file.flush()

    return advance
