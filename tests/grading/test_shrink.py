"""The smallest failing case is made smaller, and is still a case that fails in the same way."""

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.grading.shrink import are_free, cut, rounder, sizes, values
from dlquiz.model import Verdict

CHECKS = """
from dlquiz.checks import check, close

@check("rows add up to 0", points=2)
def centred(impl, ref, draw):
    x, weight = draw.normal(6, 4), draw.uniform(6, low=0.1, high=0.9)
    close(impl.center(x, weight), ref.center(x, weight))

@check("a row of one", points=1)
def single(impl, ref, draw):
    x, weight = draw.normal(1, 1), draw.uniform(1, low=0.1, high=0.9)
    close(impl.center(x, weight), ref.center(x, weight))
"""
SOLUTION = """
def center(x, weight):
    return weight[:, None] * (x - x.mean(-1, keepdim=True))
"""
EXERCISE = {"checks": CHECKS, "solution": SOLUTION, "entry": "center", "slug": "double"}


def test_sizes_and_numbers_become_small(graded: Any) -> None:
    report = graded("def center(x, weight):\n    return weight[:, None] * x\n", **EXERCISE)
    case = report.checks[0].case
    assert case is not None
    assert case.call == "center(x f64[1,1], weight f64[1])"
    first, second, last = case.evidence
    assert first.startswith("x = [[") and float(first[6:-2]).is_integer()
    assert second.startswith("weight = [0.")  # all positive: it may be bound to be, and is left as it is
    assert last.startswith("got [[") and last.endswith("expected [[0]]")


def test_what_only_many_rows_show_keeps_its_rows(graded: Any) -> None:
    source = "def center(x, w):\n    y = w[:, None] * (x - x.mean(-1, keepdim=True))\n    y[2:] = 0\n    return y\n"
    report = graded(source, **EXERCISE)
    case = report.checks[0].case
    assert case is not None and case.call == "center(x f64[3,2], weight f64[3])"
    assert report.checks[1].verdict is Verdict.PASSED


def test_a_loop_that_never_ends_on_smaller_cases_costs_nothing(graded: Any) -> None:
    source = """
def center(x, weight):
    while len(x) in (2, 3) or x.shape == (1, 4):
        pass
    return weight[:, None] * x * (0 if len(x) == 1 else 1)
"""
    report = graded(source, **EXERCISE)
    assert [check.verdict for check in report.checks] == [Verdict.WRONG_VALUE, Verdict.PASSED]
    assert report.checks[0].case is not None and "6" in report.checks[0].case.call


def test_state_between_calls_is_no_smaller_case(graded: Any) -> None:
    source = "import itertools\ncount = itertools.count()\ndef center(x, weight):\n    return x + next(count)\n"
    report = graded(source, **EXERCISE)
    assert report.checks[0].case is not None and report.checks[0].case.call == "center(x f64[6,4], weight f64[6])"


@given(st.lists(st.integers(1, 6), min_size=1, max_size=3), st.integers(1, 6))
def test_equal_axes_shrink_together(shape: list[int], other: int) -> None:
    args = (torch.zeros(shape), torch.zeros(shape[-1], other))
    for smaller in sizes(args):
        assert smaller[0].shape[-1] == smaller[1].shape[0]
        assert sum(t.numel() for t in smaller) < sum(t.numel() for t in args)
        assert all(t.numel() for t in smaller)


def test_cut_keeps_the_first_entries() -> None:
    assert torch.equal(cut(torch.arange(12).reshape(3, 4), 4, 2), torch.tensor([[0, 1], [4, 5], [8, 9]]))


@pytest.mark.parametrize("bound", [[0.1, 0.9], [3.0, 4.5], [-0.5, -0.25], [torch.inf, -torch.inf]])
def test_bound_numbers_stay(bound: list[float]) -> None:
    tensor = torch.tensor(bound)
    assert not list(values((tensor,), [are_free(tensor) and bool(torch.isfinite(tensor).all())]))


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=5))
def test_rounding_ends(numbers: list[float]) -> None:
    tensor = torch.tensor(numbers, dtype=torch.float64)
    for grid in (1.0, 2.0, 10.0):
        once = rounder(tensor, grid)
        assert rounder(once, grid) is once
        assert float((once - tensor).abs().max()) <= 0.5 / grid + 1e-12


def test_a_pair_in_one_call_and_a_number_in_another_are_told_apart(graded: Any) -> None:
    checks = """
from dlquiz.checks import check, close

@check("sizes", points=1)
def sizes(impl, ref, draw):
    x = draw.normal(2)
    for size in (2, (2, 3), {"h": 2}, 3):
        close(impl.area(x, size), ref.area(x, size))
"""
    solution = """
def area(x, size):
    h, w = (size, size) if isinstance(size, int) else (tuple(size.values()) * 2 if isinstance(size, dict) else size)
    return x * h * w
"""
    report = graded("def area(x, size):\n    return x\n", checks=checks, solution=solution, entry="area", slug="double")
    assert report.verdict is Verdict.WRONG_VALUE
