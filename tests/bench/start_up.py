"""Commands that only read, as whole processes, beside the import of the libraries that any such program needs."""

import sys
import tempfile
from pathlib import Path

from tests.bench.practising import PROGRAM, workspace
from tests.bench.rows import Row, medians, process
from tests.bench.synthetic_bank import make_bank

COMMANDS = ("--help", "list", "show", "hint")
MANY = 120  # exercises: about what the bank will grow to


def rows() -> list[Row]:
    """`--help`, `list`, `show` and `hint` with the bank as it is, and with one of 120 exercises."""
    with tempfile.TemporaryDirectory() as name:
        large = make_bank(Path(name) / "bank", MANY)
        with workspace() as here, workspace(large) as there:
            names, actions = ["peer"], [process(sys.executable, "-c", "import typer, rich.console", folder=here)]
            for folder, which in ((here, ""), (there, f", {MANY} exercises")):
                names += [f"dlquiz {command}{which}" for command in COMMANDS]
                actions += [process(PROGRAM, command, folder=folder) for command in COMMANDS]
            peer, *seconds = medians(actions)
    return [Row(name, taken, "import typer, rich", peer) for name, taken in zip(names[1:], seconds, strict=True)]
