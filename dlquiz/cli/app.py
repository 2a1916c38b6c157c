"""The program: its commands put together, and every way in which one can end."""

import io
import os
import sys
import traceback
from typing import Annotated

import typer

from dlquiz.cli import INTERRUPTED, author, instructor, learner, machine, server
from dlquiz.cli.output import ENVIRONMENT, INTERNAL, PASSED, emit_error
from dlquiz.errors import DlquizError

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
app.add_typer(learner.app)
app.add_typer(instructor.app)
app.add_typer(author.app, name="author")
app.add_typer(server.app, name="server")
app.add_typer(machine.app)


@app.callback(invoke_without_command=True)
def dlquiz(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Practise deep learning by writing it. Start with: dlquiz next"""
    if version:
        from dlquiz import __version__

        typer.echo(f"dlquiz {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong is told in one sentence."""
    _never_fail_to_print()
    json = "--json" in arguments
    try:
        code = app(arguments, prog_name="dlquiz", standalone_mode=False)
    except DlquizError as error:
        emit_error(str(error), json)
        return error.exit_code
    except typer.Abort:  # Ctrl-C or Ctrl-D at a question
        raise KeyboardInterrupt from None
    except Exception as error:
        if hasattr(error, "format_message"):  # typer's usage errors; their base class has moved between its versions
            emit_error(_usage(error), json)
            return ENVIRONMENT
        emit_error(_fault(error), json)
        return INTERNAL
    if code == INTERRUPTED:  # typer has caught the KeyboardInterrupt
        raise KeyboardInterrupt
    return PASSED if code is None else int(code)


def _never_fail_to_print() -> None:
    """A terminal without ✓ is no reason to end."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _usage(error: Exception) -> str:
    """A mistake in the arguments, with what to do."""
    message = error.format_message()  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "dlquiz"
    return f"{message} See: {command} --help"


def _fault(error: Exception) -> str:
    """A fault of ours. The traceback is for those who ask for it."""
    if os.environ.get("DLQUIZ_DEBUG"):
        traceback.print_exc()
    return (
        f"this is a fault of dlquiz, not yours ({type(error).__name__}: {error}). "
        "Please report it with what the same command prints after `export DLQUIZ_DEBUG=1`"
    )
