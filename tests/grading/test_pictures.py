"""Pictures: drawn from what the judge measured, of checks that passed, and nothing that an answer could break."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from dlquiz.model import Picture, Report, Verdict, as_json

Graded = Callable[..., Report]

CHECKS = """
import torch
from dlquiz.checks import bars, check, heatmap, holds

@check("shown", points=1)
def shown(impl, ref, draw):
    answer = impl.double(torch.tensor([0.1, 0.25]))
    holds(answer[0] > 0, "positive")
    heatmap("Grid", [answer.tolist(), [0.0, 1.5]], rows=["a", "b"], columns=["1", "2"])
    bars("Bars", {"first": float(answer[0])})
"""
RIGHT = "def double(x):\n    return 2 * x\n"


def test_numbers_go_into_the_report_and_its_json(graded: Graded) -> None:
    (check,) = graded(RIGHT, checks=CHECKS).checks
    grid = Picture("Grid", ("a", "b"), ("1", "2"), ((0.2, 0.5), (0.0, 1.0)))
    assert check.pictures == (grid, Picture("Bars", ("first",), (), ((0.2,),)))
    told: dict[str, Any] = msgspec.json.decode(as_json(graded(RIGHT, checks=CHECKS)))
    assert told["checks"][0]["pictures"][0]["values"] == [[0.2, 0.5], [0.0, 1.0]]


def test_a_check_that_fails_shows_none(graded: Graded) -> None:
    (check,) = graded("def double(x):\n    return -x\n", checks=CHECKS).checks
    assert check.verdict is Verdict.WRONG_VALUE
    assert check.pictures == ()


def test_an_answer_that_can_not_be_drawn_is_the_learners_fault(graded: Graded) -> None:
    (check,) = graded("def double(x):\n    return 2 * x + float('inf')\n", checks=CHECKS).checks
    assert check.verdict is Verdict.WRONG_VALUE
    assert "finite" in check.message


@pytest.mark.parametrize(
    "call",
    [
        'heatmap("Grid", [[0.0, 1.0]], rows=["a"], columns=["1"])',
        'heatmap("Grid", [[0.0]], rows=["a", "b"], columns=["1"])',
        'heatmap("Grid", [[]], rows=["a"], columns=[])',
        'bars("Bars", {})',
        'bars("Bars", {str(i): 0.5 for i in range(65)})',
    ],
)
def test_what_does_not_fit_is_the_authors_fault(graded: Graded, call: str) -> None:
    report = graded(RIGHT, checks=CHECKS.replace('bars("Bars", {"first": float(answer[0])})', call))
    assert report.verdict is Verdict.INTERNAL
