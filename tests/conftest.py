"""Fixtures that all tests share."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dlquiz.jobs import Grader, cores, stop_servers
from dlquiz.model import Report
from tests.support import job, write_bank


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are cores: many tests wait, for a process that starts or for a time that must pass."""
    return cores() + 1


@pytest.fixture(scope="session", autouse=True)
def own_servers() -> Iterator[None]:
    """Servers that tests start are in a folder of their own, away from the user's, and end with the tests."""
    with tempfile.TemporaryDirectory(prefix="dq-", dir="/tmp") as folder:  # a socket's path must be short
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = folder
        yield
        stop_servers()
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    """One warm grader for the whole run, or for each of its workers."""
    alone = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) == 1
    with Grader(processes=2 if alone else 1, thorough=True) as made:
        yield made


@pytest.fixture
def graded(grader: Grader, tmp_path: Path) -> Callable[..., Report]:
    """graded(source, checks=…, solution=…, …): the report of a submission to a tiny exercise."""

    def run(source: str | bytes, **bank: Any) -> Report:
        return grader.run(job(write_bank(tmp_path, **bank), source))

    return run
