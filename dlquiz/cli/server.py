"""The commands about the warm grader in the background."""

import typer

from dlquiz.cli.options import AsJson

app = typer.Typer(rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def server(context: typer.Context) -> None:
    """Look after the warm grader that your commands share."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def status(*, json: AsJson = False) -> int:
    """Say which warm graders of yours run."""
    from dlquiz.cli.output import emit
    from dlquiz.cli.serving import Running
    from dlquiz.jobs import servers

    return emit(Running(servers()), json)


@app.command()
def stop(*, json: AsJson = False) -> int:
    """End all warm graders of yours. The next check starts a new one."""
    from dlquiz.cli.output import emit
    from dlquiz.cli.serving import Stopped
    from dlquiz.cli.waiting import waiting
    from dlquiz.jobs import stop_servers

    with waiting(lambda: "Waiting for its end …"):
        stopped = stop_servers()
    return emit(Stopped(stopped), json)
