"""For tests of each exercise there is."""

import pytest

from dlquiz.bank import Bank

BANK = Bank.find(None)
LONG = ("online_softmax", "train_reverser", "train_tiny_gpt")  # each of their answers takes seconds

each_exercise = pytest.mark.parametrize(
    "slug", [pytest.param(slug, marks=[pytest.mark.slow] if slug in LONG else []) for slug in BANK.slugs()]
)
