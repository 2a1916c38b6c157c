"""What a training prints is on the screen while it runs: in `check` on a terminal, and in `watch`."""

import pytest

from tests.cli.conftest import PROGRAM, Place
from tests.cli.pseudo_terminal import PseudoTerminal

FIRST = "def double(x):\n    print('epoch 1 of \\x1b[31m many ' + 'x' * 100)\n"
TALKS = FIRST + "    while True:\n        pass\n"


@pytest.fixture
def trained(started: Place) -> Place:
    """The learner is at a training that prints a line and never ends."""
    meta = started.bank / "exercises" / "00_start" / "double" / "exercise.yaml"
    meta.write_text(
        meta.read_text().replace("kind: implement", "kind: train") + "limits: {seconds: 60, memory: 2048}\n"
    )
    checks = meta.with_name("checks.py")
    checks.write_text(checks.read_text().replace("points=2", "points=2, seconds=60"))
    started.file().write_text(TALKS)
    return started


@pytest.mark.parametrize("command", ["check", "watch"])
def test_a_line_is_seen_while_it_runs(trained: Place, command: str) -> None:
    terminal = PseudoTerminal([PROGRAM, command], trained.folder, trained.env | {"TERM": "xterm-256color"})
    with terminal:
        terminal.until("epoch 1 of \\x1b[31m", "…")
        assert max(len(line.rstrip()) for line in terminal.screen.display) <= 80
        assert sum("xxx" in line for line in terminal.screen.display) <= 1  # shortened, never wrapped
