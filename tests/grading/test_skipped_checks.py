"""Checks that were skipped are run once, for the diagnosis alone: they may contradict it, and change nothing else."""

import time
from collections.abc import Callable

import pytest

from dlquiz.model import Diagnosis, Report, Verdict

Graded = Callable[..., Report]

CHECKS = """
from dlquiz.checks import check, close

@check("pairs", points=2)
def pairs(impl, ref, draw):
    x = draw.normal(2)
    close(impl.soft(x), ref.soft(x))

@check("triples", needs=pairs)
def triples(impl, ref, draw):
    x = draw.normal(3)
    close(impl.soft(x), ref.soft(x))

@check("positive numbers", needs=pairs)
def positive(impl, ref, draw):
    x = draw.normal(4).abs()
    close(impl.soft(x), ref.soft(x))

@check("refused", points=1)
def refused(impl, ref, draw):
    x = draw.normal(1)
    close(impl.soft(x), ref.soft(x))
"""
SOLUTION = "def soft(x):\n    return x * 1 if len(x) > 1 else x\n"
MISTAKES = """
doubled: {says: It is doubled., change: [["x * 1", "x * 2"]]}
absolute: {says: The sign is lost., change: [["x * 1", "x.abs()"]]}
"""


def soft(graded: Graded, source: str) -> Report:
    return graded(source, checks=CHECKS, solution=SOLUTION, mistakes=MISTAKES, entry="soft")


def by_length(pair: str, triple: str, four: str) -> str:
    return (
        "import os\nimport torch\ndef soft(x):\n"
        f"    if len(x) == 2:\n        {pair}\n"
        f"    if len(x) == 3:\n        {triple}\n"
        f"    if len(x) == 4:\n        {four}\n"
        "    return x\n"
    )


def named(report: Report) -> Diagnosis | None:
    """The first check's diagnosis. The others were not run, as far as the learner is told."""
    verdicts = [check.verdict for check in report.checks]
    assert verdicts == [Verdict.WRONG_VALUE, Verdict.SKIPPED, Verdict.SKIPPED, Verdict.PASSED]
    assert report.points == 1
    assert not any(check.output or check.case or check.diagnosis for check in report.checks[1:])
    return report.checks[0].diagnosis


def test_a_mistake_that_does_the_same_there_is_named(graded: Graded) -> None:
    found = named(soft(graded, "def soft(x):\n    return x + x if len(x) > 1 else x\n"))
    assert found is not None
    assert found.ids == ("doubled",)


@pytest.mark.parametrize("triple", ["return x", "return 3 * x", "raise ValueError('three')", "return None"])
def test_a_mistake_that_does_something_else_there_is_not(graded: Graded, triple: str) -> None:
    found = named(soft(graded, by_length("return x + x", triple, "return 2 * x")))
    assert found is None or found.source == "signature"


def test_a_second_mistake_where_the_first_is_right_contradicts_nothing(graded: Graded) -> None:
    found = named(soft(graded, by_length("return x.abs()", "return x.abs()", "return x + 1")))
    assert found is not None
    assert found.ids == ("absolute",)


def test_another_question_must_fit_there_too(graded: Graded) -> None:
    found = named(soft(graded, by_length("return -x", "return -x", "return -x")))
    assert found is not None
    assert found.source == "signature"
    other = named(soft(graded, by_length("return -x", "return 3 * x", "return -x")))
    assert other is None or other.ids != ("opposite",)


@pytest.mark.parametrize(
    "triple",
    [
        "while True: pass",
        "os._exit(0)",
        "print('never shown'); return 2 * x",
        "while True: print('never shown' * 1000)",
        "return torch.zeros(1 << 40)",
        "global soft; soft = None; return 2 * x",
    ],
)
def test_what_happens_there_changes_nothing_else(graded: Graded, triple: str) -> None:
    started = time.monotonic()
    report = soft(graded, by_length("return x + x", triple, "return 2 * x"))
    found = named(report)
    assert found is None or found.ids == ("doubled",) or found.source == "signature"
    assert "never shown" not in str(report)
    assert time.monotonic() - started < 20


def test_an_answer_that_differs_from_run_to_run_there_says_nothing(graded: Graded) -> None:
    source = by_length("return x + x", "return x * os.urandom(4)[0]", "return 2 * x")
    found = named(soft(graded, source))
    assert found is not None
    assert found.ids == ("doubled",)


def test_a_comparison_without_end_there_changes_nothing(graded: Graded) -> None:
    spin = """    n = int(impl.soft(x)[0] * 1000) % 2 + 2 if len(x) == 3 else 0
    while n > 1: n += 1
"""
    checks = CHECKS.replace("    x = draw.normal(3)\n", "    x = draw.normal(3)\n" + spin)
    source = by_length("return x + x", "return 2 * x", "return 2 * x")
    bank = {"checks": checks, "solution": SOLUTION, "mistakes": MISTAKES, "entry": "soft"}
    found = named(graded(source, **bank))
    assert found is not None
    assert found.ids == ("doubled",)
    assert found == named(graded(source, **bank)), "the next job finds a judge"
