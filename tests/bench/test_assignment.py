"""The assignment that all graders are measured with: dlquiz and the plain checks give each submission the same points."""

import importlib.util
import sys
import types
from collections.abc import Iterator

import pytest

from dlquiz.bank import Bank
from dlquiz.jobs import Grader
from dlquiz.model import Job
from tests.bench.assignment.graders import HERE
from tests.bench.assignment.submissions import CHECKS, ROOT, SLUG, Submission, submissions

TEN = submissions()


@pytest.fixture(scope="module")
def plain_checks() -> Iterator[types.ModuleType]:
    """plain_checks.py, with the solution beside it."""
    reference = types.ModuleType("reference")
    exec(Bank(ROOT).solution(SLUG), reference.__dict__)
    sys.modules["reference"] = reference
    spec = importlib.util.spec_from_file_location("plain_checks", HERE / "plain_checks.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["reference"]


@pytest.mark.parametrize("one", TEN, ids=lambda one: one.student)
def test_both_give_the_expected_points(one: Submission, plain_checks: types.ModuleType, grader: Grader) -> None:
    job = Job(SLUG, one.source.encode(), f"{SLUG}.py", str(ROOT), device="cpu")
    assert tuple(check.points for check in grader.run(job).checks) == one.scores
    assert tuple(points(one.source, getattr(plain_checks, check)) for check in CHECKS) == one.scores


def points(source: str, check: object) -> float:
    """1 if the plain check does not raise, else 0."""
    answer: dict[str, object] = {}
    exec(source, answer)
    assert callable(check)
    try:
        check(types.SimpleNamespace(**answer))
    except Exception:
        return 0.0
    return 1.0
