"""The command about the machine itself."""

import typer

from dlquiz.cli.options import AsJson, BankDir, WorkspaceDir

app = typer.Typer()


@app.command()
def doctor(*, workspace: WorkspaceDir = None, bank: BankDir = None, json: AsJson = False) -> int:
    """Say what this machine offers, and how to get what it lacks."""
    from dlquiz.cli.findings import look_around
    from dlquiz.cli.output import emit
    from dlquiz.cli.waiting import waiting

    with waiting(lambda: "Looking around …"):
        findings = look_around(workspace, bank)
    return emit(findings, json)
