"""No command that doesn't grade imports what it can do without. Read from `sys.modules` at the end of the command."""

import subprocess
import sys
import time

import pytest

from tests.cli.conftest import Place

READING = [
    ["list"],
    ["show", "double"],
    ["hint"],
    ["solution", "double"],
    ["reset", "double", "--list-backups"],
    ["list", "--json"],
]
PACKAGES = {"dlquiz", "typer", "msgspec", "rich", "yaml", "_yaml"}  # and what those import themselves
MARKDOWN = [["show", "double"], ["hint"]]
NEVER = {
    "dlquiz.jobs",
    "dlquiz.server",
    "dlquiz.grading",
    "dlquiz.sandbox",
    "asyncio",
    "multiprocessing",
    "ssl",
    "http.client",
    "logging",
}


def modules(place: Place, code: str) -> set[str]:
    """All that a new Python has imported when it has run `code`, whatever becomes of that."""
    program = f"import sys\ntry:\n{code}finally:\n    sys.stderr.write('\\n' + ' '.join(sys.modules))\n"
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, cwd=place.folder, env=place.env, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return set(done.stderr.splitlines()[-1].split())


def of_command(place: Place, arguments: list[str]) -> set[str]:
    """What `dlquiz ARGUMENTS` has imported at its end."""
    return modules(place, f"    import dlquiz.cli\n    sys.argv = ['dlquiz', *{arguments!r}]\n    dlquiz.cli.main()\n")


def packages(names: set[str]) -> set[str]:
    """Without those of Python itself, and without `__main__`."""
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"__main__"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["author", "--help"], ["check", "--help"], ["chekc"]])
def test_help_needs_typer_and_the_commands_names(started: Place, arguments: list[str]) -> None:
    own = of_command(started, arguments) - modules(started, "    import typer\n")
    assert packages(own) <= {"dlquiz", "typer", "click"}
    assert own & sys.stdlib_module_names <= {"gc", "unicodedata", "difflib"}
    layers = {name.split(".")[1] for name in own if name.startswith("dlquiz.")}
    assert layers <= {"cli", "errors", "view"}
    assert {name for name in own if name.startswith("dlquiz.view.")} <= {"dlquiz.view.plain"}


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_reading_needs_little(started: Place, arguments: list[str]) -> None:
    imports = "".join(f"    import {name}\n" for name in ("typer", "msgspec", "msgspec.yaml", "rich.console", "yaml"))
    own = of_command(started, arguments)
    more = {"pyromark"} if arguments in MARKDOWN else set()
    assert packages(own - modules(started, imports)) <= PACKAGES | more
    assert not {name for name in own for never in NEVER if f"{name}.".startswith(f"{never}.")}


def test_an_unchanged_bank_needs_no_yaml(started: Place) -> None:
    """The bank is as new as this test, so the first commands still read it; soon they remember it."""
    deadline = time.monotonic() + 30
    while "yaml" in of_command(started, ["list"]):
        assert time.monotonic() < deadline, "`dlquiz list` reads YAML each time"
    assert "yaml" not in of_command(started, ["show", "double"])
    assert "yaml" not in of_command(started, ["hint"])
