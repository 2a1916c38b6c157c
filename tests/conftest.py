"""Fixtures that all tests share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dlquiz.jobs import Grader
from dlquiz.model import Report
from tests.support import job, write_bank


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    """One warm grader for the whole run."""
    with Grader(processes=2, thorough=True) as made:
        yield made


@pytest.fixture
def graded(grader: Grader, tmp_path: Path) -> Callable[..., Report]:
    """graded(source, checks=…, solution=…, …): the report of a submission to a tiny exercise."""

    def run(source: str | bytes, **bank: Any) -> Report:
        return grader.run(job(write_bank(tmp_path, **bank), source))

    return run
