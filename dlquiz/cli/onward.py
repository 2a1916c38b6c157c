"""`next`: the practice loop, one step at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.bank import Bank
from dlquiz.bank.manifest import is_release
from dlquiz.cli.checking import check
from dlquiz.cli.graded import Graded
from dlquiz.cli.output import PASSED
from dlquiz.cli.resetting import begin_review
from dlquiz.cli.session import Session, find_workspace, here, session, shown
from dlquiz.cli.submission import of_exercise
from dlquiz.cli.task import Task
from dlquiz.errors import UsageError
from dlquiz.practice import State, Workspace, find_bank
from dlquiz.practice.workspace import DEFAULT, is_workspace

if TYPE_CHECKING:
    from rich.console import RenderableType


class Welcome(Struct, frozen=True):
    """A workspace was made."""

    folder: str
    exercises: int
    topics: int


class Onward(Struct, frozen=True):
    """`next`: what was graded, if the current exercise was open, and what there is to do now."""

    welcome: Welcome | None
    graded: Graded | None
    task: Task | None  # None: the graded one still, or all are done
    states: dict[str, State]
    returned: str = ""  # what was given up is back

    @property
    def exit_code(self) -> int:
        """That of what was graded."""
        return self.graded.exit_code if self.graded else PASSED

    @property
    def all_done(self) -> bool:
        """True if nothing is left to do."""
        return all(state.done for state in self.states.values())

    def json(self) -> dict[str, Any]:
        """Both halves."""
        return {
            "made": self.welcome.folder if self.welcome else None,
            "graded": self.graded.report if self.graded else None,
            "returned": self.returned,
            "next": self.task.json() if self.task else None,
            "all_done": self.all_done,
        }

    def screens(self) -> "Iterator[RenderableType]":
        """One below the other."""
        if self.welcome and self.task:
            from dlquiz.view.notices import welcome_view

            folder, exercises, topics = self.welcome.folder, self.welcome.exercises, self.welcome.topics
            yield welcome_view(folder, exercises, topics, self.task.meta.slug)
            yield ""
        if self.graded:
            yield from self.graded.screens()
        if self.task:
            yield from [""] if self.graded else []
            yield from self._returned()
            yield from self.task.screens()
        elif self.all_done and not self.graded:
            yield self._finished()

    def _returned(self) -> "Iterator[RenderableType]":
        from dlquiz.view.notices import notice_view

        if self.returned:
            yield notice_view(self.returned)
            yield ""

    def _finished(self) -> "RenderableType":
        from dlquiz.view.notices import finished_view, notice_view

        given_up = [slug for slug, state in self.states.items() if state is State.GAVE_UP]
        if given_up:
            return notice_view(
                f"All done but what you gave up: {', '.join(given_up)}. `dlquiz next` brings it back. When: dlquiz list"
            )
        return finished_view(len(self.states))


def go_on(workspace: Path | None, bank: str | None, device: str, *, shared: bool) -> Onward:
    """Grade the current exercise if it is open; open the next one if there is none, or if that passed."""
    made = _make_workspace(workspace, bank)
    with session(made or workspace, bank) as work:
        _demand_exercises(work.bank)
        welcome = None if made is None else Welcome(_as_told(made), len(work.metas), len(work.bank.topics()))
        slug = work.upcoming()
        graded = None
        returned = "" if slug is None else begin_review(work, work.bank.meta(slug))
        if slug is not None and slug == work.current() and not returned and not work.open(work.bank.meta(slug)):
            graded = check(work, of_exercise(work, work.bank.meta(slug)), device, shared=shared)
            slug = work.upcoming() if graded.report.passed else None
            returned = "" if slug is None else begin_review(work, work.bank.meta(slug))
        task = _open(work, slug)
        if graded is not None and task is not None:  # commands without a slug now mean the next one
            graded = graded.no_longer_current()
        return Onward(welcome, graded, task, work.states(), returned)


def _open(work: Session, slug: str | None) -> Task | None:
    if slug is None:
        return None
    meta = work.bank.meta(slug)
    work.open(meta)
    return Task(meta, work.bank.prompt(slug), shown(work.workspace.file(meta)))


def _make_workspace(explicit: Path | None, bank: str | None) -> Path | None:
    """Make a workspace where there is none; returns its folder if it was made."""
    if explicit is not None:
        root = explicit.expanduser().absolute()
        if is_workspace(root):
            return None
    elif find_workspace(None) is not None:
        return None
    else:
        root = here() / DEFAULT
    found = find_bank(bank, None)
    _demand_exercises(found)  # before anything is made
    Workspace.make(root, str(found.root) if is_release(found.root) else bank)
    return root


def _demand_exercises(bank: Bank) -> None:
    if not bank.metas():
        raise UsageError("this bank has no exercise that works. What is wrong with it: dlquiz list")


def _as_told(folder: Path) -> str:
    told = shown(folder)
    return told if Path(told).is_absolute() else f"./{told}"
