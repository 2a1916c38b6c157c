"""Every mutant of every solution is run: the score that mutants.yaml keeps is true."""

import pytest

from dlquiz.bank import Bank
from dlquiz.bank.mutant_record import read_record
from dlquiz.bank.mutation import prepare, run
from dlquiz.jobs import Grader

BANK = Bank.find(None)


@pytest.mark.slow
@pytest.mark.parametrize("slug", BANK.slugs())
def test_no_mutant_survives(slug: str, grader: Grader) -> None:
    result = run(prepare(BANK, slug), grader.run_all, lambda: None, seconds=1800)
    assert [(item.fate, item.mutant.line, item.mutant.change) for item in result.bad] == []
    assert result.problems == []
    kept = read_record(BANK.solution_folder(slug)).score
    assert kept is not None
    assert (kept.version, kept.mutants) == (result.version, result.total)
    if BANK.meta(slug).kind != "train":  # on another machine a training may end elsewhere
        assert kept == result.score
