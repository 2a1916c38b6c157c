"""Commands that only read, as whole processes, beside the import of the libraries that any such program needs."""

import sys

from tests.bench.practising import PROGRAM, workspace
from tests.bench.rows import Row, medians, process

COMMANDS = ("--help", "list", "show", "hint")


def rows() -> list[Row]:
    """`--help`, `list`, `show` and `hint`."""
    with workspace() as folder:
        empty = process(sys.executable, "-c", "import typer, rich.console", folder=folder)
        peer, *seconds = medians([empty, *(process(PROGRAM, command, folder=folder) for command in COMMANDS)])
    return [
        Row(f"dlquiz {command}", taken, "import typer, rich", peer)
        for command, taken in zip(COMMANDS, seconds, strict=True)
    ]
