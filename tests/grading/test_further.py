"""The right answer to a question about a part of an argument: an entry left out, a number of a tuple, another word."""

from typing import Any

import pytest
import torch

from dlquiz.grading.further import further

CHECKS = """
from dlquiz.checks import check, close

@check("equals the reference")
def values(impl, ref, draw):
    for n in (3, 4, 5):
        x, params = draw.normal(n, 4), {"w": draw.normal(4), "b": draw.normal(4)}
        for mode in ("up", "down", "even"):
            close(impl.f(x, params, (n, 7), mode), ref.f(x, params, (n, 7), mode))

@check("counts")
def counts(impl, ref, draw):
    for layers in ([(3, 1)], [(3, 2), (5, 1)], [(2, 2), (4, 3), (7, 1)], [(9, 4), (1, 1)], [(6, 5)]):
        n = len(layers) + layers[0][0]
        close(impl.count(layers, n, 3), ref.count(layers, n, 3))
"""
SOLUTION = """
def f(x, params, size, mode):
    a, b = size
    way = {"up": 1.5, "down": -0.7, "even": 0.3}[mode]
    return (x * params["w"]).cumsum(0) * a + way * params["b"] * b

def count(layers, n, m):
    total, jump = n * n + m, 1
    for kernel, stride in layers:
        total += kernel * jump
        jump *= stride + 1
    return total * (n + 2 * m)
"""
WRONG = {
    "    a, b = size\n    x = x.clone(); x[-1] = 0\n": ("left_out", "in the last place along axis 0 of `x`"),
    "    b, a = size\n": ("exchanged", "with the two numbers of `size` exchanged"),
    "    a, b = size\n    b = 1\n": ("another_number", "for `size`[1] = 1"),
    "    a, b = size\n    b += 1\n": ("one_more", "for `size`[1] + 1"),
    "    a, b = size\n    mode = 'even' if mode == 'up' else mode\n": (
        "another_word",
        "for 'even' in the place of 'up'",
    ),
    "    a, b = size\n    params = dict(params, b=-params['b'])\n": ("opposite", "for −`params['b']`"),
    "    a, b = size\n    params = dict(params, b=params['b'].flip(0))\n": (
        "reversed",
        "along axis 0 of `params['b']`",
    ),
}
MISCOUNTED = {
    "    layers = layers[:-1]\n": ("left_out", "without the last entry of `layers`"),
    "    layers = layers[::-1]\n": ("reversed", "with `layers` in the opposite order"),
    "    layers = [(k + 2, s) for k, s in layers]\n": (
        "shifted",
        "number 0 (counted from 0) of each entry of `layers`",
    ),
    "    layers = [(s, k) for k, s in layers]\n": ("exchanged", "the numbers 0 and 1"),
    "    n, m = m, n\n": ("exchanged", "with `n` and `m` exchanged"),
    "    n = 2 * n\n": ("twice", "for 2·`n`"),
}


def named(graded: Any, source: str, check: int) -> Any:
    return graded(source, checks=CHECKS, solution=SOLUTION, entry="f").checks[check].diagnosis


@pytest.mark.parametrize("lines", WRONG)
def test_the_changed_part_is_named(graded: Any, lines: str) -> None:
    found = named(graded, SOLUTION.replace("    a, b = size\n", lines), 0)
    assert found is not None
    assert found.ids == (WRONG[lines][0],)
    assert WRONG[lines][1] in found.text


@pytest.mark.parametrize("lines", MISCOUNTED)
def test_the_changed_count_is_named(graded: Any, lines: str) -> None:
    source = SOLUTION.replace("    total, jump", f"{lines}    total, jump")
    found = named(graded, source, 1)
    assert found is not None
    assert found.ids == (MISCOUNTED[lines][0],)
    assert MISCOUNTED[lines][1] in found.text


def test_two_changes_at_once_are_not(graded: Any) -> None:
    source = SOLUTION.replace("    total, jump", "    n, layers = n + 1, layers[:-1]\n    total, jump")
    assert named(graded, source, 1) is None


def test_no_change_touches_what_was_given() -> None:
    given = {"x": torch.randn(3, 2), "layers": [("conv", 3, 1), ("pool", 2, 2)], "size": (2, 3), "mode": "a", "n": 4}
    before = {name: value.clone() if isinstance(value, torch.Tensor) else value for name, value in given.items()}
    for question in further(given, {"mode": ("a", "b")}):
        changed = question.change(dict(given))
        assert changed is None or changed.keys() == given.keys()
    assert torch.equal(given.pop("x"), before.pop("x")) and given == before
