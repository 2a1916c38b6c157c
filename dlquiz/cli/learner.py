"""The learner's commands. Each finds what it works on, builds a result and hands it to the output."""

from pathlib import Path
from typing import Annotated

import typer

from dlquiz.cli.options import (
    AsJson,
    BankDir,
    Device,
    NoServer,
    OnDevice,
    Slug,
    SlugOrCurrent,
    WorkspaceDir,
    complete_slug,
)

app = typer.Typer()

CheckTarget = Annotated[
    str | None,
    typer.Argument(
        metavar="[SLUG|FILE]",
        help="An exercise, or a file anywhere; without it the current exercise.",
        autocompletion=complete_slug,
    ),
]


@app.command("next")
def next_(
    *,
    device: OnDevice = Device.AUTO,
    no_server: NoServer = False,
    workspace: WorkspaceDir = None,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Grade your exercise; once it passes, open the next."""
    from dlquiz.cli.onward import go_on
    from dlquiz.cli.output import emit

    return emit(go_on(workspace, bank, device, shared=not no_server), json)


@app.command()
def check(
    target: CheckTarget = None,
    *,
    exercise: Annotated[
        str | None, typer.Option("--exercise", metavar="SLUG", help="Which exercise FILE is, if its name does not say.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Grade every exercise that you have begun.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show all failing checks in full.")] = False,
    device: OnDevice = Device.AUTO,
    no_server: NoServer = False,
    workspace: WorkspaceDir = None,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Grade an exercise and say what is wrong with it. Exit code 0: passed, 1: not passed."""
    from dlquiz.cli import checking, submission
    from dlquiz.cli.output import emit
    from dlquiz.cli.session import session
    from dlquiz.errors import UsageError

    if all_ and (target or exercise):
        raise UsageError("--all grades every exercise that you have begun. Name one, or say --all")
    path = submission.as_file(target)
    with session(workspace, bank, near=path) as work:
        if all_:
            return emit(checking.check_all(work, device, shared=not no_server), json)
        chosen = submission.find(work, target, path, exercise)
        return emit(checking.check(work, chosen, device, shared=not no_server, verbose=verbose), json)


@app.command()
def watch(
    *,
    editor: Annotated[
        str | None, typer.Option("--editor", metavar="CMD", help="Open each exercise's file with this command.")
    ] = None,
    device: OnDevice = Device.AUTO,
    no_server: NoServer = False,
    workspace: WorkspaceDir = None,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Grade at every save, with all else a key away."""
    from dlquiz.cli.output import emit
    from dlquiz.errors import UsageError

    if json:
        raise UsageError("`dlquiz watch` is for a person at a terminal. One JSON object: dlquiz check --json")
    from dlquiz.cli.watching import watch as watch_workspace

    return emit(watch_workspace(workspace, bank, device, editor, shared=not no_server), json)


@app.command("list")
def list_(*, workspace: WorkspaceDir = None, bank: BankDir = None, json: AsJson = False) -> int:
    """List all exercises and how you stand with them."""
    from dlquiz.cli.listing import survey
    from dlquiz.cli.output import emit
    from dlquiz.cli.session import session

    with session(workspace, bank) as work:
        return emit(survey(work), json)


@app.command()
def show(
    slug: SlugOrCurrent = None, *, workspace: WorkspaceDir = None, bank: BankDir = None, json: AsJson = False
) -> int:
    """Show the task of an exercise."""
    from dlquiz.cli.output import emit
    from dlquiz.cli.session import session, shown
    from dlquiz.cli.task import Task

    with session(workspace, bank) as work:
        meta = work.meta(slug)
        file = None if work.found is None else shown(work.workspace.file(meta))
        return emit(Task(meta, work.bank.prompt(meta.slug), file), json)


@app.command()
def hint(
    slug: SlugOrCurrent = None, *, workspace: WorkspaceDir = None, bank: BankDir = None, json: AsJson = False
) -> int:
    """Show one more hint. Hints are counted."""
    from dlquiz.cli.hints import one_more
    from dlquiz.cli.output import emit
    from dlquiz.cli.session import session

    with session(workspace, bank) as work:
        return emit(one_more(work, work.meta(slug), named=slug is not None), json)


@app.command()
def solution(
    slug: SlugOrCurrent = None,
    *,
    give_up: Annotated[
        bool,
        typer.Option(
            "--give-up", help="Open it before you pass, after a try and all hints. Costs the points until a review."
        ),
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show a difference instead of two columns.")] = False,
    workspace: WorkspaceDir = None,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Show the reference and its derivation. It opens when you pass.

    A course may say otherwise; a refusal tells what opens it. Where that is a time, the latest one that your workspace
    has seen counts. Whoever sets the clock ahead gets around it, as around every rule that is looked at on their own
    machine; but not around an instructor who keeps the key.
    """
    from dlquiz.cli.opening import open_solution
    from dlquiz.cli.output import emit
    from dlquiz.cli.session import session

    with session(workspace, bank) as work:
        return emit(open_solution(work, work.meta(slug), give_up, diff=diff), json)


@app.command()
def reset(
    slug: Slug,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    list_backups: Annotated[bool, typer.Option("--list-backups", help="List what is kept of this exercise.")] = False,
    restore: Annotated[
        str | None,
        typer.Option("--restore", metavar="N", help="Take back a backup: its number in the list, or its name."),
    ] = None,
    workspace: WorkspaceDir = None,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Start an exercise anew. A backup of your file is kept."""
    from dlquiz.cli import resetting
    from dlquiz.cli.output import emit
    from dlquiz.cli.session import session

    with session(workspace, bank) as work:
        meta = work.meta(slug)
        if list_backups:
            return emit(resetting.list_backups(work, meta), json)
        if restore is not None:
            return emit(resetting.restore_backup(work, meta, restore), json)
        if not yes:
            resetting.ask(work, meta, json)
        return emit(resetting.start_anew(work, meta), json)


@app.command()
def repro(
    slug: SlugOrCurrent = None,
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write it here instead of repro_SLUG.py in the workspace."),
    ] = None,
    device: OnDevice = Device.AUTO,
    no_server: NoServer = False,
    workspace: WorkspaceDir = None,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Write the smallest failing case as a script."""
    from dlquiz.cli.output import emit
    from dlquiz.cli.repro import write_script
    from dlquiz.cli.session import session

    with session(workspace, bank) as work:
        return emit(write_script(work, work.meta(slug), out, device, shared=not no_server), json)


@app.command()
def update(
    *,
    source: Annotated[
        Path, typer.Option("--from", metavar="NEW", help="The newer release: a folder or a zip.", show_default=False)
    ],
    workspace: WorkspaceDir = None,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Take over a newer release of your course. What you wrote stays as it is."""
    from dlquiz.cli import updating
    from dlquiz.cli.output import emit

    return emit(updating.update(workspace, bank, source), json)
