"""transfer_learning on 20 draws of its data: right answers reach the figure, and without the given body nobody does."""

import pytest

from dlquiz.bank import Bank
from dlquiz.jobs import Grader
from dlquiz.model import Job, Report, Verdict

BANK = Bank.find(None)
SLUG = "transfer_learning"
FIGURE = "with 120 labels, it recognizes 90 % of new examples"
SEEDS = range(20)


def graded(grader: Grader, source: str) -> list[Report]:
    jobs = (Job(SLUG, source.encode(), f"{SLUG}.py", str(BANK.root), seed=f"transfer {seed}") for seed in SEEDS)
    reports = [report for _, report in grader.run_all(jobs)]
    assert all(isinstance(report, Report) for report in reports)
    return [report for report in reports if isinstance(report, Report)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["solution", *BANK.exercise(SLUG).alternatives])
def test_every_right_answer_reaches_the_figure(grader: Grader, name: str) -> None:
    exercise = BANK.exercise(SLUG)
    reports = graded(grader, exercise.alternatives.get(name, exercise.solution))
    assert [report.verdict for report in reports] == [Verdict.PASSED] * len(SEEDS)


@pytest.mark.slow
def test_from_scratch_the_figure_is_missed(grader: Grader) -> None:
    (mistake,) = [item for item in BANK.exercise(SLUG).mistakes if item.id == "from_scratch"]
    for report in graded(grader, mistake.source):
        (check,) = [item for item in report.checks if item.name == FIGURE]
        assert check.verdict is Verdict.WRONG_VALUE
        assert "are needed" in check.message
