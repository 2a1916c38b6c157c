"""The names that are read from the text of a checks.py are those of a report."""

import pytest

from dlquiz.bank import Bank
from dlquiz.grading.spec import read_checks

BANK = Bank.find(None)


@pytest.mark.parametrize("slug", BANK.slugs())
def test_the_text_tells_what_a_report_will(slug: str) -> None:
    told = BANK.check_names(slug)
    assert told == tuple(check.name for check in read_checks(BANK.exercise(slug).checks))
