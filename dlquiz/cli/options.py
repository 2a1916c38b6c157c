"""The options and arguments that several commands share, each with its help."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Device(StrEnum):
    """Where the learner's code runs."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


def complete_slug(context: typer.Context, incomplete: str) -> list[str]:
    """The names of exercises that begin with `incomplete`, for the shell. Never an error: a shell can't show one."""
    from dlquiz.cli.session import find_workspace
    from dlquiz.errors import DlquizError
    from dlquiz.practice import find_bank

    try:
        bank = find_bank(context.params.get("bank"), find_workspace(context.params.get("workspace")))
        return [slug for slug in bank.slugs() if slug.startswith(incomplete)]
    except (DlquizError, OSError):
        return []


Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The exercise.", autocompletion=complete_slug)]
SlugOrCurrent = Annotated[
    str | None,
    typer.Argument(metavar="[SLUG]", help="The exercise; without it the current one.", autocompletion=complete_slug),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
BankDir = Annotated[
    str | None,
    typer.Option(
        "--bank", metavar="DIR", help="Read the exercises of this folder. DLQUIZ_BANK names one for all commands."
    ),
]
WorkspaceDir = Annotated[
    Path | None,
    typer.Option("--workspace", metavar="DIR", help="Your exercises' folder, if not this one or one above it."),
]
NoServer = Annotated[
    bool,
    typer.Option(
        "--no-server", help="Grade in a process of this command alone. DLQUIZ_NO_SERVER=1 says so for all commands."
    ),
]
OnDevice = Annotated[Device, typer.Option("--device", help="Run your code on this device; auto: on all that are here.")]
