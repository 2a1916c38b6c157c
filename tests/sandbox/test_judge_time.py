"""A submission can't keep the judge busy, or make it take the machine's memory: it ends, and says whose doing it is."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dlquiz.jobs import Grader
from dlquiz.model import Report, Verdict
from tests.support import SOLUTION, job, write_bank

BUDGET = 2.0  # seconds instead of 30, so that this file is quick
STARTUP = f"""
from dlquiz.grading import bounds
bounds.SECONDS = {BUDGET}
bounds.MEMORY = 1 << 30
"""
FIRST = """
import torch
from dlquiz.checks import check, close, holds, same

@check("doubles", points=2)
def first(impl, ref, draw):
    x = draw.normal(3)
    close(impl.double(x), ref.double(x))
"""
MIDDLE = """
@check("relates", points=4)
def middle(impl, ref, draw):
    x = draw.normal(2)
    y, w = impl.double(x), ref.double(x)
"""
LAST = """
@check("doubles again", points=1)
def last(impl, ref, draw):
    x = draw.normal(3)
    close(impl.double(x), ref.double(x))
"""


@pytest.fixture
def impatient(write_startup: Callable[[str], None]) -> Iterator[Grader]:
    """A grader with little time and memory of its own."""
    write_startup(STARTUP)
    with Grader() as grader:
        yield grader


def judged(grader: Grader, folder: Path, check: str, answer: str) -> Report:
    """The report on a submission that answers `answer` from its second call on, to a check of that body."""
    bank = write_bank(
        folder, checks=f"{FIRST}{MIDDLE}    {check}\n{LAST}", more="limits: {seconds: 30, memory: 1024}\n"
    )
    source = f"import torch\ncalls = []\ndef double(x):\n    calls.append(x)\n    return {answer} if len(x) == 2 else 2 * x\n"
    started = time.monotonic()
    report = grader.run(job(bank, source))
    print(report.checks[1].message, f"{time.monotonic() - started:.1f} s")
    assert grader.run(job(bank, SOLUTION)).checks[0].verdict is Verdict.PASSED, "the next job finds a judge"
    assert report.checks[0].verdict is Verdict.PASSED
    assert report.verdict not in (Verdict.PASSED, Verdict.INTERNAL)
    assert report.points <= 3
    return report


def test_arithmetic_without_end_is_stopped(impatient: Grader, tmp_path: Path) -> None:
    spin = "n = 0 if len(y) == 2 and y.abs().max() < 99 else len(y)\n    while n: n += 1"
    report = judged(impatient, tmp_path, spin, "x + 1000")
    assert (report.verdict, report.checks[2].verdict) == (Verdict.TIMED_OUT, Verdict.SKIPPED)
    assert "of the grader's own time" in report.checks[1].message


def test_one_long_operation_is_stopped(impatient: Grader, tmp_path: Path) -> None:
    check = "holds(bool((y @ y.T @ y @ y.T @ y @ y.T @ y @ y.T).sum() == 0), 'zero')"
    report = judged(impatient, tmp_path, check, "torch.ones(4000, 4000)")
    assert report.verdict is Verdict.TIMED_OUT


def test_keys_that_collide_are_refused(impatient: Grader, tmp_path: Path) -> None:
    report = judged(impatient, tmp_path, "same(y, y, 'itself')", "{(2**61 - 1) * i: None for i in range(8, 5_000)}")
    assert report.checks[1].verdict is Verdict.CRASHED
    assert "keys collide" in report.checks[1].message


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        ("holds(bool(torch.outer(y.flatten(), y.flatten()).isfinite().all()), 'finite')", "torch.ones(60_000, 2)"),
        ("close(torch.outer(y.flatten(), y.flatten()), torch.outer(w, w))", "torch.ones(60_000, 2)"),
        ("same(y, impl.double(x), 'a relation')", "torch.ones(100 << 20, dtype=torch.int8) + len(calls)"),
        ("same(y, y.clone(), 'a relation'); close(y, 1)", "torch.ones(200 << 20, dtype=torch.int8)"),
        ("holds(bool((y * 2.0 + y.double()).isfinite().all()), 'finite')", "torch.ones(200 << 20, dtype=torch.int8)"),
        ("[impl.double(draw.normal(2)) for _ in range(20)]", "torch.ones(25 << 20, dtype=torch.float64)"),
    ],
)
def test_memory_of_the_judge_is_bounded(impatient: Grader, tmp_path: Path, check: str, answer: str) -> None:
    report = judged(impatient, tmp_path, check, answer)
    assert report.checks[1].verdict in (
        Verdict.WRONG_VALUE,
        Verdict.WRONG_SHAPE,
        Verdict.OUT_OF_MEMORY,
        Verdict.TIMED_OUT,
    )


def test_a_right_answer_is_not_disturbed(impatient: Grader, tmp_path: Path) -> None:
    assert impatient.run(job(write_bank(tmp_path), SOLUTION)).passed
