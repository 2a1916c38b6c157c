"""`next`: the practice loop, one step at a time."""

from dataclasses import replace
from pathlib import Path

from dlquiz.cli.checking import check
from dlquiz.cli.results import Onward, Task, Welcome
from dlquiz.cli.session import Session, find_bank, find_workspace, here, session, shown
from dlquiz.cli.submission import of_exercise
from dlquiz.errors import UsageError
from dlquiz.practice import Workspace
from dlquiz.practice.workspace import DEFAULT, MARKER


def go_on(workspace: Path | None, bank: str | None, device: str) -> Onward:
    """Grade the current exercise if it is open; open the next one if there is none, or if that passed."""
    made = _make_workspace(workspace, bank)
    with session(made or workspace, bank) as work:
        welcome = None if made is None else Welcome(_as_told(made), len(work.metas), len(work.bank.topics()))
        slug = work.upcoming()
        graded = None
        if slug is not None and slug == work.current() and not work.open(work.bank.meta(slug)):
            graded = check(work, of_exercise(work, work.bank.meta(slug)), device)
            slug = work.upcoming() if graded.report.passed else None
        task = _open(work, slug)
        if graded is not None and task is not None:  # commands without a slug now mean the next one
            graded = replace(graded, attempt=replace(graded.attempt, current=False))
        return Onward(welcome, graded, task, work.states())


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
        if (root / MARKER).is_file():
            return None
    elif find_workspace(None) is not None:
        return None
    else:
        root = here() / DEFAULT
    if not find_bank(bank, None).metas():
        raise UsageError("this bank has no exercise to begin with. What is wrong with it: dlquiz list")
    Workspace.make(root, bank)
    return root


def _as_told(folder: Path) -> str:
    told = shown(folder)
    return told if Path(told).is_absolute() else f"./{told}"
