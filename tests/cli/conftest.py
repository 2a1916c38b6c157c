"""The installed program, run as a learner runs it, on a tiny bank."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support import write_bank

PROGRAM = str(Path(sys.executable).with_name("dlquiz"))
RIGHT = "def double(x):\n    return x + x\n"
WRONG = "def double(x):\n    return 3 * x\n"
ENDLESS = "def double(x):\n    while True:\n        pass\n"


@dataclass(frozen=True)
class Place:
    """A folder where somebody works, and the bank that is read there."""

    folder: Path
    bank: Path
    env: dict[str, str]
    program: str = PROGRAM

    def run(self, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """`dlquiz ARGUMENTS` in the folder. Every run must say what it has to say without a traceback."""
        settings: dict[str, Any] = {"cwd": self.folder, "env": self.env, "stdin": subprocess.DEVNULL, "timeout": 60}
        done = subprocess.run(
            [self.program, *arguments], capture_output=True, text=True, check=False, **settings | more
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def json(self, *arguments: str, **more: Any) -> Any:
        """What `dlquiz ARGUMENTS --json` prints on stdout: one object."""
        done = self.run(*arguments, "--json", **more)
        value = json.loads(done.stdout)
        assert value["schema"] == 1
        return value

    def file(self, slug: str = "double") -> Path:
        """The learner's file."""
        return self.folder / "practice" / "00_start" / f"{slug}.py"

    def database(self) -> Path:
        """Where progress is stored."""
        return self.folder / "practice" / ".dlquiz" / "progress.db"

    def attempts(self, slug: str = "double") -> int:
        """How many attempts are stored."""
        [topic] = self.json("list")["topics"]
        [count] = [entry["attempts"] for entry in topic["exercises"] if entry["exercise"] == slug]
        return int(count)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty folder, and a bank of two exercises: `double`, and `again` after it."""
    bank = write_bank(tmp_path / "bank")
    write_bank(bank, slug="again")
    after = bank / "exercises" / "00_start" / "again" / "exercise.yaml"
    after.write_text(after.read_text(encoding="utf-8").replace("after: []", "after: [double]"), encoding="utf-8")
    folder = tmp_path / "here"
    folder.mkdir()
    unset = ("DLQUIZ_DEBUG", "PYTHONWARNINGS", "FORCE_COLOR", "COLUMNS")
    env = {name: value for name, value in os.environ.items() if name not in unset}
    return Place(folder, bank, env | {"DLQUIZ_BANK": str(bank), "NO_COLOR": "1"})


@pytest.fixture
def started(place: Place) -> Place:
    """The same after the first `dlquiz next`."""
    assert place.run("next").returncode == 0
    return place
