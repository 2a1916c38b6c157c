"""The README tells the truth: its test command is CI's, and it names every command."""

from pathlib import Path

import typer

from dlquiz.cli.app import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def shell_lines(text: str) -> set[str]:
    return {line for line in text.splitlines() if line.startswith("python3 -m venv")}


def test_ci_runs_exactly_the_readmes_test_command() -> None:
    (test_command,) = [line for line in shell_lines(README) if "pytest" in line]
    assert shell_lines((ROOT / ".ci" / "run").read_text(encoding="utf-8")) == {test_command}


def test_every_install_uses_the_constraints() -> None:
    assert all("-c constraints.txt" in line for line in shell_lines(README))


def test_every_command_stands_in_the_readme() -> None:
    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        for full in [f"{name} {inner}" for inner in getattr(command, "commands", {})] or [name]:
            assert f"dlquiz {full}" in README, full
