"""Every exercise of the bank goes through the author's gate, one test each."""

from dlquiz.bank.gate import check_exercises
from dlquiz.jobs import Grader
from tests.whole_bank import BANK, each_exercise


@each_exercise
def test_the_exercise_passes_the_gate(slug: str, grader: Grader) -> None:
    (result,) = check_exercises(BANK, [slug], grader.run_all, lambda done, total: None)
    assert result.problems == []
    assert result.submissions > 10
