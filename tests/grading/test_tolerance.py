"""The tolerance in force: the table's row, unless rounding errors grow beyond it."""

import pytest
import torch

from dlquiz.grading.compare import agree, difference
from dlquiz.grading.tolerance import EXACT, MARGIN, tolerance_for


@pytest.mark.parametrize(("dtype", "covered"), [(torch.float64, 200_000), (torch.float32, 40), (torch.float16, 5)])
def test_the_row_covers_small_conditions(dtype: torch.dtype, covered: float) -> None:
    row = tolerance_for(dtype, "cpu")
    assert tolerance_for(dtype, "cpu", covered) == row
    grown = tolerance_for(dtype, "cpu", 2 * covered)
    assert grown.atol > row.atol
    assert grown.rtol == row.rtol
    assert f"grow {2 * covered:g}-fold" in str(grown)


def test_an_exact_comparison_stays_exact() -> None:
    assert tolerance_for(torch.int64, "cpu", 1e9) is EXACT
    assert not agree(torch.tensor(3), torch.tensor(4), 1e9)


def test_a_condition_allows_what_it_explains_and_no_more() -> None:
    want = torch.tensor([0.5], dtype=torch.float32)
    error = MARGIN * 1e4 * torch.finfo(torch.float32).eps
    assert agree(want + 0.9 * error, want, 1e4)
    assert not agree(want + 1.2 * error, want, 1e4)
    assert not agree(want + 0.9 * error, want), "without it"
    assert not agree((want + 0.9 * error).double(), want.double(), 1e4), "in float64 much less is due to rounding"
    found = difference(want + 1, want, 1e4)
    assert found is not None
    assert "float32, where rounding errors grow 10000-fold" in found.message
