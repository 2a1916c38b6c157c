"""Every exercise of the bank goes through the author's gate, one test each."""

import pytest

from dlquiz.bank import Bank
from dlquiz.bank.gate import check_exercises
from dlquiz.jobs import Grader

BANK = Bank.find(None)
LONG = ("online_softmax", "train_reverser", "train_tiny_gpt")  # each of their mistakes takes seconds


@pytest.mark.parametrize(
    "slug", [pytest.param(slug, marks=[pytest.mark.slow] if slug in LONG else []) for slug in BANK.slugs()]
)
def test_the_exercise_passes_the_gate(slug: str, grader: Grader) -> None:
    (result,) = check_exercises(BANK, [slug], grader.run_all, lambda done, total: None)
    assert result.problems == []
    assert result.submissions > 10
