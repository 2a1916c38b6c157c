"""A workspace whose bank has two exercises, in which pytest runs as a learner or an editor runs it."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import write_bank

CHECKS = """
from dlquiz.checks import check, close

@check("doubles every number", points=2)
def values(impl, ref, draw):
    x = draw.normal(3)
    close(impl.double(x), ref.double(x))

@check("doubles [matrices], too: (2, 3)", points=1, needs=values)
def matrix(impl, ref, draw):
    x = draw.normal(2, 3)
    close(impl.double(x), ref.double(x))

@check("is a function", points=1)
def there(impl, ref, draw):
    impl.double
"""
NAMES = ("doubles every number", "doubles [matrices], too: (2, 3)", "is a function")
MISTAKES = 'triples: {says: "It triples. Look at the factor.", change: [["2 * x", "3 * x"]]}'
RIGHT = "def double(x):\n    return x + x\n"
WRONG = 'print("imported")\n\n\ndef double(x):\n    print("called")\n    return 3 * x\n'
STUB = 'def double(x):\n    raise NotImplementedError("double")\n'
# Python's own plugins are enough here, and load fast.
ALONE = ("-p", "no:hypothesispytest", "-p", "no:anyio")


@dataclass(frozen=True)
class Learner:
    """`folder` is the workspace; `bank` is named in its dlquiz.yaml."""

    pytester: pytest.Pytester
    folder: Path
    bank: Path

    def write(self, text: str, slug: str = "double", topic: str = "00_start") -> Path:
        """The learner's file."""
        path = self.folder / topic / f"{slug}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def checks(self, text: str, slug: str = "double") -> None:
        """Other checks."""
        (self.bank / "exercises" / "00_start" / slug / "checks.py").write_text(text, encoding="utf-8")

    def pytest(self, *arguments: str) -> pytest.RunResult:
        """`pytest ARGUMENTS`, a process of its own, in the current folder."""
        return self.pytester.runpytest_subprocess(*ALONE, *arguments, timeout=100)

    def attempts(self, slug: str = "double") -> list[str]:
        """The verdicts of the stored attempts at an exercise, oldest first."""
        database = self.folder / ".dlquiz" / "progress.db"
        if not database.exists():
            return []
        with closing(sqlite3.connect(database)) as db:
            return [
                verdict for (verdict,) in db.execute("SELECT verdict FROM attempts WHERE slug = ? ORDER BY id", (slug,))
            ]


@pytest.fixture
def learner(pytester: pytest.Pytester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Learner:
    """A workspace without files, in which one stands."""
    for name in ("DLQUIZ_BANK", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    bank = write_bank(tmp_path / "bank", checks=CHECKS, mistakes=MISTAKES)
    write_bank(bank, slug="again", checks=CHECKS, mistakes=MISTAKES)
    folder = pytester.path
    (folder / "dlquiz.yaml").write_text(f"version: 1\nbank: {json.dumps(str(bank))}\n", encoding="utf-8")
    return Learner(pytester, folder, bank)
