"""How far a long job is: a bar on a terminal, a line now and then in a log."""

import time
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
def progress(total: int, description: str, file: IO[str], *, rate: bool = False) -> Iterator[Advance]:
    """Yields what is to be called after each of `total` steps. `file` is stderr: stdout belongs to the result.

    `rate`: steps a second and the time that is left are shown, too.
    """
    if not file.isatty():
        yield _lines(total, description, file, rate)
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn(" {task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        *([TextColumn("{task.fields[speed]}"), TimeRemainingColumn(), TextColumn("left")] if rate else []),
        TextColumn("{task.fields[done]}", markup=False, style="dim"),
    )
    with Progress(*columns, console=console(file), transient=True) as bar:
        task = bar.add_task(plain(description), total=total, done="", speed="")

        def advance(done: str = "") -> None:
            bar.update(task, advance=1, done=plain(done), speed=f"{bar.tasks[0].speed or 0:.0f}/s")

        yield advance


def _lines(total: int, description: str, file: IO[str], rate: bool) -> Advance:
    count, started = 0, time.monotonic()

    def advance(done: str = "") -> None:
        nonlocal count
        count += 1
        if count == total or count * LINES // total > (count - 1) * LINES // total:
            speed = count / max(time.monotonic() - started, 1e-9)
            told = f" · {speed:.0f}/s · {(total - count) / speed:.0f} s left" if rate else ""
            file.write(f"{plain(description)}: {count}/{total}{told}{f' {plain(done)}' if done else ''}\n")
            file.flush()

    return advance
