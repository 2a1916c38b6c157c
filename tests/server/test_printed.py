"""What a training prints is told while it runs, and only then: of other exercises, nothing."""

from pathlib import Path

import pytest

from dlquiz.jobs import Grader
from dlquiz.model import Report, Verdict
from dlquiz.sandbox.process import TOLD, last_line
from tests.support import CHECKS, job, write_bank

TALKS = """
import time

def double(x):
    print("epoch 1")
    time.sleep(0.5)
    print("epoch 2\\nthe rest", end="")
    time.sleep(0.5)
    return 2 * x
"""
ONCE = (
    CHECKS.partition('@check("doubles a matrix"')[0]
    .replace("points=2", 'points=2, dtypes=("float32",)')
    .replace("(1, 3)", "(1,)")
)


def train_bank(root: Path) -> Path:
    bank = write_bank(root, checks=ONCE)
    meta = bank / "exercises" / "00_start" / "double" / "exercise.yaml"
    meta.write_text(meta.read_text().replace("kind: implement", "kind: train"))
    return bank


def told_by(bank: Path, source: str, *, shared: bool) -> tuple[list[str], Report]:
    lines: list[str] = []
    with Grader(shared=shared) as grader:
        return lines, grader.run(job(bank, source), told=lines.append)


@pytest.mark.parametrize("shared", [False, True])
def test_lines_come_while_it_runs(runtime: Path, tmp_path: Path, shared: bool) -> None:
    lines, report = told_by(train_bank(tmp_path), TALKS, shared=shared)
    assert lines == ["epoch 1", "epoch 2"]
    assert report.passed
    assert report.checks[0].output == "epoch 1\nepoch 2\nthe rest"


def test_other_exercises_tell_nothing(runtime: Path, tmp_path: Path) -> None:
    lines, report = told_by(write_bank(tmp_path, checks=ONCE), TALKS, shared=False)
    assert lines == []
    assert report.passed


def test_a_flood_is_told_now_and_then_and_stopped(runtime: Path, tmp_path: Path) -> None:
    flood = "def double(x):\n    while True:\n        print('x' * 5000)\n"
    lines, report = told_by(train_bank(tmp_path), flood, shared=False)
    assert report.verdict in (Verdict.TOO_MUCH_OUTPUT, Verdict.TIMED_OUT)
    assert len(lines) < 60
    assert set(map(len, lines)) <= {TOLD}


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"", ""), (b"half", ""), (b"one\nha", "one"), (b"one\n\n \n", "one"), (b"a\nb\n", "b"), (b"\xff\n", "\\xff")],
)
def test_the_last_line_that_is_whole(data: bytes, line: str) -> None:
    assert last_line(data) == line
