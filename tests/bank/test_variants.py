"""What the gate makes of a solution: trivial answers, and right ones that come about in another way."""

from pathlib import Path
from typing import Any

import pytest
import torch

from dlquiz.bank import Bank
from dlquiz.bank.gate import check_exercises
from dlquiz.bank.variants import RIGHT, right
from dlquiz.jobs import Grader
from tests.support import write_bank

SUMS = """
import torch

def total(x):
    return x.sum(-1), x @ x.mT, torch.einsum("ij,kj->ik", x, x), x.mean()
"""


def varied(solution: str, name: str, kind: str) -> Any:
    space: dict[str, Any] = {}
    exec(right(solution, [name], kind), space)
    return space[name]


@pytest.mark.parametrize("kind", RIGHT)
def test_right_variants_stay_right(kind: str) -> None:
    x = torch.randn(7, 301, dtype=torch.float64)
    for mine, plain in zip(varied(SUMS, "total", kind)(x), varied(SUMS, "total", "views")(x), strict=True):
        torch.testing.assert_close(mine, plain, rtol=1e-12, atol=1e-12)


def test_another_order_rounds_in_another_way() -> None:
    torch.manual_seed(0)
    x = torch.randn(7, 301, dtype=torch.float64)
    plain = x.sum(-1), x @ x.mT, torch.einsum("ij,kj->ik", x, x), x.mean()
    other = varied(SUMS, "total", "other_order")(x)
    assert [torch.equal(a, b) for a, b in zip(plain, other, strict=True)] == [False] * 4


def test_strides_are_odd_and_float32_stays_float32() -> None:
    x = torch.randn(3, 5)
    for part in varied(SUMS, "total", "odd_strides")(x)[:3]:
        assert not part.is_contiguous()
    assert {part.dtype for part in varied(SUMS, "total", "float64_inside")(x)} == {torch.float32}
    seen = varied("def keep(x):\n    return x.is_contiguous()\n", "keep", "views")(x)
    assert seen is False


STRICT = """
from dlquiz.checks import check, close

@check("adds up")
def values(impl, ref, draw):
    x = draw.normal(4, 300)
    close(impl.total(x), ref.total(x), rtol=0, atol=0, reason="too strict")
"""


def test_a_check_that_rejects_another_order_of_summation_is_found(grader: Grader, tmp_path: Path) -> None:
    solution = "def total(x):\n    return x.sum(-1)\n"
    bank = Bank.find(str(write_bank(tmp_path, slug="total", checks=STRICT, solution=solution, entry="total")))
    (result,) = check_exercises(bank, ["total"], grader.run_all, lambda done, total: None)
    assert any(problem.startswith("right: other_order: must pass") for problem in result.problems)
    assert not any(problem.startswith("right: numpy") for problem in result.problems)
