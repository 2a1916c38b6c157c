"""`watch`: what has to be there before its loop begins."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.cli.output import PASSED
from dlquiz.cli.session import Session, session, shown
from dlquiz.cli.terminal import Terminal
from dlquiz.errors import UsageError
from dlquiz.jobs import Grader
from dlquiz.model import ExerciseMeta
from dlquiz.practice.watching import Checks, Inbox, Saves

if TYPE_CHECKING:
    from rich.console import RenderableType


class Left(Struct, frozen=True):
    """The learner has quit at this exercise."""

    slug: str
    file: str
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """Where they are."""
        return {"exercise": self.slug, "file": self.file}

    def screens(self) -> "Iterator[RenderableType]":
        """Where they are, and how to come back: the other screen is gone by now."""
        from dlquiz.view.notices import notice_view

        yield notice_view(f"You are at {self.slug}: {self.file}\nTo go on: dlquiz watch")


def watch(workspace: Path | None, bank: str | None, device: str, editor: str | None, *, shared: bool) -> Left:
    """Grade at each save, until the learner quits. Raises UsageError if there is no terminal or no workspace."""
    inbox = Inbox()
    terminal = Terminal(inbox)
    with session(workspace, bank) as work:
        place, meta = work.workspace, first(work)
        with Grader(shared=shared) as grader:
            from dlquiz.cli.watch_loop import Watch  # rich, while the grader imports torch
            from dlquiz.cli.watched import Watched

            grader.warm_up()
            checks = Checks(grader, inbox)
            with Saves(place.root, map(place.file, work.metas), inbox):
                watched = Watched(work, checks, device, meta)
                with terminal, closing(checks):
                    Watch(work, watched, checks, inbox, terminal, device=device, editor_option=editor).run()
        return Left(watched.meta.slug, shown(watched.file))


def first(work: Session) -> ExerciseMeta:
    """Where to begin: the exercise to work on, or the last one if all are done. Raises UsageError if there is none."""
    slug = work.upcoming() or work.current() or next(iter(work.states()), None)
    if slug is None:
        raise UsageError("this bank has no exercise that works. What is wrong with it: dlquiz list")
    return work.bank.meta(slug)
