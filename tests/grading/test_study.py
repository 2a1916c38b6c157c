"""What is said when the learner's code is asked again: defaults, arguments without influence, refusals, silence."""

from pathlib import Path
from typing import Any

import pytest

from dlquiz.grading.study import others
from dlquiz.jobs import Grader
from tests.support import LOOPING, LOOPING_CHECKS, job, write_bank

CHECKS = """
import torch
from dlquiz.checks import check, close, holds

@check("equals the reference")
def values(impl, ref, draw):
    for n in (2, 5, 7):
        x, weight = draw.normal(n), {"w": draw.normal(n), "b": draw.normal(1)}
        close(impl.f(x, weight), ref.f(x, weight))

@check("with another power")
def power(impl, ref, draw):
    answer = impl.f(draw.normal(3), {"w": draw.normal(3), "b": draw.normal(1)}, 3)
    holds(isinstance(answer, torch.Tensor), "the answer is no tensor")
"""
SOLUTION = "def f(x, weight, power=2):\n    return x**power * weight['w'] + weight['b'].exp()\n"


@pytest.fixture
def said(grader: Grader, tmp_path: Path) -> Any:
    bank = write_bank(tmp_path, checks=CHECKS, solution=SOLUTION, entry="f")

    def run(source: str, check: int = 0) -> Any:
        return grader.run(job(bank, source)).checks[check].diagnosis

    return run


def test_another_default_is_named(said: Any) -> None:
    found = said("def f(x, weight, power=3):\n    return x**power * weight['w'] + weight['b'].exp()\n")
    assert found.ids == ("default",)
    assert "The default of `power` is 3" in found.text
    assert "2" not in found.text, "the right one is not told"


def test_an_argument_without_influence_is_named(said: Any) -> None:
    found = said("def f(x, weight, power=2):\n    return (x**power).sin().cos() + weight['b'].exp()\n")
    assert found.ids == ("ignored",)
    assert found.text.startswith(
        "With other values of `weight['w']` the answer stays the same; the right one does not."
    )
    found = said("def f(x, weight, power=2):\n    return (weight['b'] * x.new_ones(x.shape)).sin()\n")
    assert found.text.startswith("With other values of `x` or `weight['w']` the answer")


def test_a_question_that_the_solution_never_answers_ends_nothing(grader: Grader, tmp_path: Path) -> None:
    bank = write_bank(tmp_path, checks=LOOPING_CHECKS, solution=LOOPING, entry="layers")
    wrong = LOOPING.replace("reach * k", "reach * 2").replace("return count", "return 3 * count + 100")
    found = grader.run(job(bank, wrong)).checks[0].diagnosis
    assert found is not None
    assert found.text.startswith("With other values of `k` the answer stays the same")


def test_an_argument_with_a_small_influence_is_not(said: Any) -> None:
    source = "def f(x, weight, power=2):\n    return (x**power).sin().cos() + weight['b'].exp() + 1e-12 * weight['w']\n"
    found = said(source)
    assert found is None or found.ids != ("ignored",)
    found = said(
        "def f(x, weight, power=2):\n    return (x.sum() + weight['w'].sum() + weight['b'] > 0) * (x**0 + 0.5)\n"
    )
    assert found is None or found.ids != ("ignored",), "a threshold"


def test_a_refusal_of_ones_own_is_named(said: Any) -> None:
    found = said(
        "def f(x, weight, power=2):\n    if len(x) < 3:\n        raise ValueError('too short')\n    return x\n"
    )
    assert found.ids == ("refused",)
    assert "Your own `raise` in line 3 refuses this call" in found.text


def test_a_function_that_gives_none_is_named_also_where_a_check_says_something_else(said: Any) -> None:
    source = "def f(x, weight, power=2):\n    if power == 2:\n        return x**2 * weight['w'] + weight['b'].exp()\n"
    found = said(source, check=1)
    assert found.ids == ("nothing_returned",)
    assert "`f` gives None back" in found.text


def test_other_parameters_are_named(said: Any) -> None:
    found = said("def f(x):\n    return x\n")
    assert found.ids == ("parameters",)
    assert "(x, weight, power)" in found.text
    inner = said("def g(x):\n    return x\n\ndef f(x, weight, power=2):\n    return g(x, 2)\n")
    assert inner is None or inner.ids != ("parameters",), "a helper of their own"


def test_values_that_are_tried_differ_from_the_first() -> None:
    for value in (True, 3, 0, 0.5):
        assert all(other != value for other in others(value) if value != 0 or other != 0)
