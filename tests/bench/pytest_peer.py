"""A warm `check`, and `pytest` with this project's plugin, beside `pytest` of the same checks in a fresh process."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dlquiz.bank import Bank
from tests.bench.practising import EXERCISE, PROGRAM, workspace
from tests.bench.rows import Row, medians, process

PEER = "pytest of the same checks, fresh process"
# Without the plugins that happen to be installed here, none of which either side needs.
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:anyio")


def rows() -> list[Row]:
    """For a right answer, and for a wrong one, which `check` also diagnoses."""
    found = []
    for what, source in answers().items():
        with at_exercise(source) as practice, peer(source) as plain:
            check = process(PROGRAM, "check", EXERCISE, folder=practice)
            plugin = process(*PYTEST, f"{Bank.find(None).meta(EXERCISE).topic}/{EXERCISE}.py", folder=practice)
            check()  # the grader is warm from here on
            warm, through_pytest, against = medians([check, plugin, plain])
        found += [
            Row(f"dlquiz check, warm, {what}", warm, PEER, against),
            Row(f"pytest with the plugin, warm, {what}", through_pytest, PEER, against),
        ]
    return found


def answers() -> dict[str, str]:
    """A right answer, and one of the known mistakes."""
    bank = Bank.find(None)
    return {"right": bank.solution(EXERCISE), "wrong": bank.exercise(EXERCISE).mistakes[0].source}


@contextmanager
def at_exercise(source: str) -> Iterator[Path]:
    """A workspace in which `source` answers the exercise."""
    with workspace() as folder:
        practice = folder / "practice"
        subprocess.run([PROGRAM, "check", EXERCISE], cwd=practice, capture_output=True, check=False)
        (path,) = practice.glob(f"*/{EXERCISE}.py")
        path.write_text(source, encoding="utf-8")
        yield practice


@contextmanager
def peer(source: str) -> Iterator[Callable[[], object]]:
    """`pytest` of plain_pytest.py for this answer, as an action; it has shown once that it tells right from wrong."""
    right = answers()["right"]
    with workspace() as folder:
        shutil.rmtree(folder / "practice")
        shutil.copy(Path(__file__).with_name("plain_pytest.py"), folder / "test_attention.py")
        (folder / "reference.py").write_text(right, encoding="utf-8")
        (folder / "answer.py").write_text(source, encoding="utf-8")
        command = (*PYTEST, "-p", "no:dlquiz", "test_attention.py")
        first = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert first.returncode == (0 if source == right else 1), first.stdout
        yield process(*command, folder=folder)
