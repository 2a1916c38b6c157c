"""Which calls go wrong: told only where all wrong ones have something in common that no right one has."""

from typing import Any

import pytest
import torch

from dlquiz.grading.cases import what_goes_wrong


def calls(name: str, *values: Any) -> list[dict[str, Any]]:
    """Calls that differ in one argument, beside another one that is the same in all."""
    return [{name: value, "same": 3} for value in values]


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ([True, True], [False, False], "`a` is True"),
        ([None], [1, 2, 3], "`a` is left out"),
        ([4, 5], [None, None], "`a` is given"),
        (["tanh", "tanh"], ["relu", "sigmoid"], "`a` is 'tanh'"),
        ([2, 3], [1, 1], "`a` is above 1"),
        ([(1, 2), (3, 1)], [(2, 2), 3], "the two numbers of `a` differ"),
        ([[(1, 2)]], [[(1, 2), (3, 4)], [(1, 1), (1, 1)], [(2, 2)] * 3], "`a` has a single entry"),
        ([[("pool", 2)], [("pool", 1)]], [[("conv", 2)], [("conv", 1)]], "'pool' is in `a`"),
        ([torch.ones(1, 3), torch.ones(1, 2)], [torch.ones(2, 3), torch.ones(4, 2)], "there is one place along axis 0"),
        ([torch.ones(3), torch.ones(2)], [torch.ones(3, 2), torch.ones(2, 3)], "`a` has 1 axis"),
        ([torch.tensor([-1.0])] * 2, [torch.tensor([1.0])] * 2, "`a` holds a negative number"),
    ],
)
def test_what_the_wrong_calls_have_in_common(wrong: list[Any], right: list[Any], words: str) -> None:
    said = what_goes_wrong(calls("a", *wrong), calls("a", *right))
    assert f"where {words}" in said
    assert f"the {len(right)} others right" in said


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ([1, 2], [1, 2, 3]),  # nothing in common
        ([True], [False]),  # too few
        ([True, True], []),
        ([], [True, False, True, False]),
    ],
)
def test_else_nothing_is_said(wrong: list[Any], right: list[Any]) -> None:
    assert what_goes_wrong(calls("a", *wrong), calls("a", *right)) == ""


def test_three_arguments_that_would_do_are_too_many() -> None:
    wrong = [{"a": True, "b": 2, "c": "x"}, {"a": True, "b": 3, "c": "x"}]
    right = [{"a": False, "b": 1, "c": "y"}, {"a": False, "b": 1, "c": "y"}]
    assert what_goes_wrong(wrong, right) == ""
    del wrong[0]["c"], wrong[1]["c"]
    assert "`a` is True and `b` is above 1" in what_goes_wrong(wrong, right)


CHECKS = """
from dlquiz.checks import check, close

@check("equals the reference")
def values(impl, ref, draw):
    for mode in ("up", "down"):
        for n in (2, 3, 5):
            x = draw.normal(n, 2)
            close(impl.f(x, mode), ref.f(x, mode))
"""
SOLUTION = "def f(x, mode):\n    return x.exp() if mode == 'up' else x.sin().cumsum(-1)\n"


def test_the_calls_are_named_where_the_mistake_is_not(graded: Any) -> None:
    source = SOLUTION.replace("x.sin()", "(x * x.cos())")
    found = graded(source, checks=CHECKS, solution=SOLUTION, entry="f").checks[0].diagnosis
    assert found is not None and found.ids[0] == "cases"
    assert found.text.startswith("All 3 calls where `mode` is 'down' come out wrong, and the 3 others right.")
