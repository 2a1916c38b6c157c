"""The right answer to another question: the reference is asked with one argument changed."""

from typing import Any

import pytest
import torch

from dlquiz.grading.counterfactual import OPENING, telling

CHECKS = """
import torch
from dlquiz.checks import check, close

@check("equals the reference")
def values(impl, ref, draw):
    for n in (3, 5):
        x, y, mask = draw.normal(n, 4), draw.normal(n, 4), draw.bernoulli(n, 4, p=0.5)
        mask[:, 0] = True
        close(impl.blend(x, y, mask), ref.blend(x, y, mask))
        close(impl.blend(x, y, mask, 0.3, True, 2), ref.blend(x, y, mask, 0.3, True, 2))
"""
SOLUTION = """
import torch

def blend(x, y, mask, p=0.4, scaled=False, power=1):
    z = torch.where(mask, p * x + (1 - p) * y.sin(), x * y) ** power
    return z.cumsum(-1) / (2 + x.abs()) if scaled else z.cumsum(-1)
"""
WRONG = {
    "mask = ~mask": ("mask_inverted", "with `mask` inverted"),
    "x, y = y, x": ("exchanged", "with `x` and `y` exchanged"),
    "p = 1 - p": ("complement", "for 1 − `p`"),
    "p = 0.4": ("default", "for `p` = 0.4"),
    "scaled = False": ("flag", "with `scaled` False"),
    "power = 1": ("default", "for `power` = 1"),
    "y = y * 0": ("ignored", "as if `y` were 0"),
    "power += 1": ("one_more", "for `power` + 1"),
}


@pytest.mark.parametrize("line", WRONG)
def test_the_changed_argument_is_named(graded: Any, line: str) -> None:
    source = SOLUTION.replace("    z =", f"    {line}\n    z =")
    found = graded(source, checks=CHECKS, solution=SOLUTION, entry="blend").checks[0].diagnosis
    assert found is not None
    assert found.ids == (WRONG[line][0],)
    assert WRONG[line][1] in found.text


def test_no_guess_is_made_where_the_reference_takes_too_long_to_contradict_it(graded: Any) -> None:
    checks = CHECKS.split("@check", maxsplit=1)[0] + (
        '@check("equals the reference")\ndef values(impl, ref, draw):\n    for n in (1, 2, 3, 4, 200):\n'
        "        close(impl.f(n), ref.f(n))\n"
    )
    slow = "    for i in range(n * 50_000):\n        i += 1\n    return 1.5 * n\n"
    wrong = f"def f(n):\n    n += n < 6\n{slow}"  # right for 200: no answer for n + 1
    found = graded(wrong, checks=checks, solution=f"def f(n):\n{slow}", entry="f").checks[0].diagnosis
    assert found is None or not found.text.startswith(OPENING)


def test_another_axis(graded: Any) -> None:
    checks = CHECKS.split("@check", maxsplit=1)[0] + (
        '@check("rows add up to 1")\ndef rows(impl, ref, draw):\n    for n in (2, 3, 5):\n'
        "        x = draw.normal(n, 4)\n        close(impl.soft(x), ref.soft(x))\n"
    )
    solution = "def soft(x):\n    return x.softmax(-1)\n"
    for wrong, id in (("x.softmax(0)", "other_axis"), ("x.flatten().softmax(0).reshape(x.shape)", "all_axes")):
        source = f"def soft(x):\n    return {wrong}\n"
        found = graded(source, checks=checks, solution=solution, entry="soft").checks[0].diagnosis
        assert found is not None and found.ids == (id,)


@pytest.mark.parametrize("line", ["z0 = 0; mask = mask & (x > 0)", "y = y * 1.5", "x = x + 0.1; p = p / 2"])
def test_what_no_single_change_explains_is_not_named(graded: Any, line: str) -> None:
    source = SOLUTION.replace("    z =", f"    {line}\n    z =")
    found = graded(source, checks=CHECKS, solution=SOLUTION, entry="blend").checks[0].diagnosis
    assert found is None


def test_a_change_that_a_passing_comparison_contradicts_is_not_named(graded: Any) -> None:
    source = SOLUTION.replace("    z =", "    mask = ~mask if len(x) == 3 else mask\n    z =")
    found = graded(source, checks=CHECKS, solution=SOLUTION, entry="blend").checks[0].diagnosis
    assert found is None or found.ids != ("mask_inverted",)


def test_a_change_that_another_check_contradicts_is_not_named(graded: Any) -> None:
    """The mask has an effect: the check that was passed shows it. In the other one, its answer is as if it had none."""
    checks = CHECKS + (
        '@check("small numbers")\ndef small(impl, ref, draw):\n    for n in (3, 5):\n'
        "        x, y, mask = draw.normal(n, 4), draw.normal(n, 4), draw.bernoulli(n, 4, p=0.5)\n"
        "        close(impl.blend(x + 50, y, mask), ref.blend(x + 50, y, mask))\n"
    )
    source = SOLUTION.replace("    z =", "    mask = mask if x.max() < 20 else ~mask\n    z =")
    first, second = graded(source, checks=checks, solution=SOLUTION, entry="blend").checks
    assert first.points and not second.points
    assert second.diagnosis is None or second.diagnosis.ids != ("mask_inverted",)


def test_few_numbers_tell_nothing() -> None:
    assert not telling([torch.tensor([0.0, 1.0, 1.0]), 1, True])
    assert not telling([2, 3, 5])
    assert telling([2, 3, 5, 7])
    assert telling([torch.tensor([0.5, 0.25, 0.125])])
