"""What a judge keeps of the known mistakes says the same as a replay of them, and is used for nothing else."""

from pathlib import Path

import msgspec
import pytest

from dlquiz.bank import Bank
from dlquiz.grading.recorded.mistakes import FROM, KnownMistakes, record_mistakes
from dlquiz.grading.recorded.tape import read_tape
from dlquiz.jobs import Grader
from dlquiz.model import Report, Verdict
from tests.support import job, write_bank

CHECKS = """
import torch
from dlquiz.checks import check, close, holds, raises

@check("numbers", seconds=0.5)
def numbers(impl, ref, draw):
    for n in (2, 3):
        x = draw.normal(n)
        close(impl.f(x), ref.f(x))

@check("large ones", needs=numbers)
def large(impl, ref, draw):
    x = draw.normal(5)
    close(impl.f(x), ref.f(x))

@check("nothing")
def nothing(impl, ref, draw):
    raises(ValueError, impl.f, torch.zeros(0))

@check("a list", heavy=True)
def listed(impl, ref, draw):
    holds(isinstance(impl.f([1.0]), list), "a list is due")
"""
SOLUTION = """import torch


def f(x):
    if isinstance(x, list):
        return [2.0 * v + 1 for v in x]
    if not len(x):
        raise ValueError("empty")
    y = 2 * x
    return y + 1
"""
MISTAKES = """
tripled: {says: It is tripled., change: [["2 * x", "3 * x"]]}
not_shifted: {says: The one is missing., change: [["return y + 1", "return y"]]}
shifted_if_long: {says: Long ones are not shifted., change: [["return y + 1", "return y + 1 if len(x) < 5 else y"]]}
not_in_single: {says: float32 is lost., change: [["return y + 1", "return y + 1 if x.dtype is torch.float64 else y"]]}
other_error: {says: The wrong kind of exception., change: [['ValueError("empty")', 'KeyError("empty")']]}
own_error: {says: It refuses., change: [["y = 2 * x", 'raise RuntimeError("no way")']]}
endless: {says: It never ends., change: [["y = 2 * x", "while True: y = 2 * x"]]}
an_object: {says: No tensor., change: [["return y + 1", "return object()"]]}
no_list: {says: A tuple comes., change: [["[2.0 * v + 1 for v in x]", "tuple(2.0 * v + 1 for v in x)"]]}
broken: {says: It can't be loaded., change: [["import torch", "import torch, nowhere"]]}
"""
IDS = ("tripled", "not_shifted", "shifted_if_long", "not_in_single", "other_error", "own_error", "endless")


def bank_at(root: Path, mistakes: str = MISTAKES, **more: str) -> Path:
    return write_bank(root, checks=CHECKS, solution=SOLUTION, mistakes=mistakes, entry="f", **more)


def source_of(bank: Path, id: str) -> str:
    return next(mistake.source for mistake in Bank(bank).exercise("double").mistakes if mistake.id == id)


def told(report: Report) -> object:
    """A report without times."""
    parts = msgspec.to_builtins(report)
    parts.pop("seconds")
    for check in parts["checks"]:
        check.pop("seconds")
    return parts


@pytest.mark.parametrize("id", IDS)
def test_each_mistake_is_named_as_by_a_replay(grader: Grader, tmp_path: Path, id: str) -> None:
    bank = bank_at(tmp_path)
    reports = [grader.run(job(bank, source_of(bank, id))) for _ in range(FROM + 2)]
    named = {id for check in reports[0].checks if check.diagnosis for id in check.diagnosis.ids}
    assert id in named
    assert all(told(report) == told(reports[0]) for report in reports)


SUBMISSIONS = {
    "two at once": "    y = 3 * x\n    return y",
    "unknown": "    return x.exp()",
    "raises otherwise": "    raise RuntimeError('another text')",
    "another object": "    return object()",
    "wrong in one check": "    return 2 * x + 1 if len(x) < 5 else x",
}


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_other_files_are_diagnosed_as_by_a_replay(grader: Grader, tmp_path: Path, name: str) -> None:
    bank = bank_at(tmp_path)
    source = SOLUTION.replace("    y = 2 * x\n    return y + 1", SUBMISSIONS[name])
    reports = [grader.run(job(bank, source)) for _ in range(FROM + 2)]
    assert not reports[0].passed
    assert all(told(report) == told(reports[0]) for report in reports)


def test_a_changed_exercise_is_worked_out_anew(grader: Grader, tmp_path: Path) -> None:
    bank = bank_at(tmp_path)
    source = source_of(bank, "tripled")
    for _ in range(FROM + 1):
        grader.run(job(bank, source))
    bank_at(tmp_path, MISTAKES.replace("tripled", "three_times").replace("not_shifted", "unshifted"))
    for _ in range(FROM + 1):
        found = grader.run(job(bank, source)).checks[0].diagnosis
        assert found is not None
        assert found.ids == ("three_times",)


def test_a_mistake_that_ends_the_process_does_no_harm(grader: Grader, tmp_path: Path) -> None:
    deadly = 'deadly: {says: It ends all., change: [["y = 2 * x", "y = 2 * x; __import__(\'os\')._exit(0)"]]}\n'
    bank = bank_at(tmp_path, MISTAKES + deadly)
    for _ in range(FROM + 2):
        found = grader.run(job(bank, source_of(bank, "tripled"))).checks[0].diagnosis
        assert found is None or found.ids == ("tripled",)
    assert grader.run(job(bank, SOLUTION)).passed


class TestWhatIsKept:
    def test_the_first_wrong_answer_asks_for_nothing(self, tmp_path: Path) -> None:
        bank = bank_at(tmp_path)
        known, exercise, asked = KnownMistakes(), Bank(bank).exercise("double"), job(bank, "")
        for _ in range(FROM):
            assert known.record(exercise, asked) is None
            known.prepare()
        assert known._aside is not None
        known._collect(60.0)
        assert known.record(exercise, asked) is not None

    def test_another_seed_or_tolerance_is_another_record(self, tmp_path: Path) -> None:
        bank = bank_at(tmp_path)
        known, exercise = KnownMistakes(), Bank(bank).exercise("double")
        for _ in range(FROM):
            known.record(exercise, job(bank, ""))
            known.prepare()
        known._collect(60.0)
        assert known.record(exercise, job(bank, "", seed="secret")) is None
        assert known.record(exercise, job(bank, "", tolerances={"float32": 10.0})) is None

    def test_light_checks_in_every_dtype(self, tmp_path: Path) -> None:
        bank = bank_at(tmp_path)
        tape = read_tape(record_mistakes(Bank(bank).exercise("double"), job(bank, "")), "double")
        assert len(tape.index.sections) == 2 * 2 + 1, "two checks that draw floats in two dtypes, and one that does not"
        for seed in tape.index.sections:
            section = tape.section(int(seed))
            assert section is not None
            assert set(section.mistakes) == {*IDS, "an_object", "no_list"}, "all that can be loaded"


class TestBriefJobs:
    """What the gate asks of a wrong answer; of one that shows nothing in float64 it asks for the rest."""

    def test_what_fails_in_the_first_dtype_comes_to_no_other(self, grader: Grader, tmp_path: Path) -> None:
        bank = bank_at(tmp_path)
        report = grader.run(job(bank, source_of(bank, "shifted_if_long"), brief=True))
        assert report.targets == {"float64 cpu": "failed"}
        assert [check.verdict for check in report.checks][:2] == [Verdict.PASSED, Verdict.WRONG_VALUE]

    def test_what_fails_in_another_dtype_fails(self, grader: Grader, tmp_path: Path) -> None:
        bank = bank_at(tmp_path)
        report = grader.run(job(bank, source_of(bank, "not_in_single"), brief=True))
        assert report.targets == {"float64 cpu": "passed", "float32 cpu": "failed"}
        found = report.checks[0].diagnosis
        assert found is not None
        assert "not_in_single" in found.ids

    def test_a_right_answer_is_one(self, grader: Grader, tmp_path: Path) -> None:
        bank = bank_at(tmp_path)
        whole, brief = (grader.run(job(bank, SOLUTION, brief=brief)) for brief in (False, True))
        assert whole.passed
        assert (whole.targets, whole.points) == (brief.targets, brief.points)
        first = grader.run(job(bank, SOLUTION, brief=True, first_dtype=True))
        assert first.passed
        assert first.targets == {"float64 cpu": "passed"}
