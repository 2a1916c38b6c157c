"""The program: its commands put together, and every way in which one can end."""

import os
import sys
import traceback
from typing import Annotated

import typer

from dlquiz.cli import INTERRUPTED, author, learner, machine
from dlquiz.cli.output import print_error
from dlquiz.errors import DlquizError, GraderFault, UsageError

app = typer.Typer(
    name="dlquiz",
    help="Practise deep learning by writing it. Start with: dlquiz next",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(author.app, name="author")
for module in (learner, machine):
    for command in module.COMMANDS:
        app.command(command.__name__.rstrip("_"))(command)


@app.callback()
def dlquiz(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> int:
    """Practise deep learning by writing it. Start with: dlquiz next"""
    return 0


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong is told in one sentence."""
    as_json = "--json" in arguments
    try:
        code = app(arguments, prog_name="dlquiz", standalone_mode=False)
        sys.stdout.flush()
        return _checked(code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: the last flush is for nothing
        return 0
    ...
