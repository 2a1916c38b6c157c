"""What becomes of mutants, and of the file that keeps the score. Nothing is graded here: the reports are made up."""

import sys
from collections.abc import Iterable, Iterator

import msgspec
import pytest
from bank_builder import replace, secret, write, write_exercise

from dlquiz.bank import Bank
from dlquiz.bank.gate import check_exercises
from dlquiz.bank.mutant_record import Score, read_record, write_score
from dlquiz.bank.mutation import Fate, keep_score, prepare, run, score_problems
from dlquiz.errors import BankError, GraderFault, UsageError
from dlquiz.model import CheckResult, Job, Report, Verdict

SUM = ["return factor * x", "return factor / x"]


@pytest.fixture
def bank(tmp_path):
    write_exercise(tmp_path)
    return Bank(tmp_path)


def report(*verdicts: Verdict) -> Report:
    first = next((verdict for verdict in verdicts if verdict is not Verdict.PASSED), Verdict.PASSED)
    checks = tuple(CheckResult(f"check {i}", verdict, 0, 1, "why") for i, verdict in enumerate(verdicts))
    return Report("double", "v", first, 0, 1, checks, {}, "practice", 0.0)


class Judge:
    """Gives every job the same report, but for those whose source holds a text."""

    def __init__(
        self, usual: Report | GraderFault, text: str = "\0", other: Report | GraderFault | None = None
    ) -> None:
        self.usual, self.text, self.other = usual, text, other
        self.jobs: list[Job] = []

    def __call__(self, jobs: Iterable[Job]) -> Iterator[tuple[int, Report | GraderFault]]:
        for position, job in enumerate(jobs):
            self.jobs.append(job)
            special = self.text in job.source.decode()
            yield position, self.other if special and self.other is not None else self.usual


def mutated(bank, judge, seconds=60.0):
    steps = []
    result = run(prepare(bank, "double"), judge, lambda: steps.append(1), seconds=seconds)
    assert len(steps) == len(result.tried)
    return result


WRONG, RIGHT = report(Verdict.PASSED, Verdict.WRONG_VALUE), report(Verdict.PASSED, Verdict.PASSED)


def test_all_are_killed(bank):
    result = mutated(bank, Judge(WRONG))
    assert result.ok
    assert result.complete
    assert result.count(Fate.KILLED) == result.total > 3
    assert result.tried[0].check.name == "check 1"
    assert result.score.survivors == 0


def test_a_survivor_is_left_to_look_at(bank):
    result = mutated(bank, Judge(WRONG, "factor / x", RIGHT))
    assert not result.ok
    assert [item.mutant.after for item in result.bad] == ["return factor / x"]
    assert result.score.survivors == 1


def test_what_is_listed_as_equivalent_may_pass_and_must_not_fail(bank):
    write(secret(bank.root) / "mutants.yaml", f"equivalents:\n  - {{change: {SUM}, reason: Both are the same.}}\n")
    result = mutated(bank, Judge(WRONG, "factor / x", RIGHT))
    assert result.ok
    assert result.score.equivalent == 1
    revived = mutated(bank, Judge(WRONG))
    assert [item.fate for item in revived.bad] == [Fate.REVIVED]
    assert revived.score.survivors == 1


def test_an_entry_that_is_no_mutant_is_stale(bank):
    write(secret(bank.root) / "mutants.yaml", "equivalents:\n  - {change: [return x, return y], reason: So it was.}\n")
    result = mutated(bank, Judge(WRONG))
    assert not result.ok
    assert "no mutant makes 'return x' into 'return y'. Remove the entry." in result.problems[0]


@pytest.mark.parametrize(
    "found",
    [
        GraderFault("broke"),
        report(Verdict.INTERNAL),
        report(Verdict.WRONG_VALUE, Verdict.INTERNAL),
        report(Verdict.FORBIDDEN),
    ],
)
def test_a_fault_of_the_grader_and_a_forbidden_name_prove_nothing(bank, found):
    result = mutated(bank, Judge(found))
    assert not result.ok
    assert {item.fate for item in result.tried} == {Fate.UNPROVEN}


def test_a_mutant_that_reaches_the_figure_of_a_training_is_no_survivor(tmp_path):
    write_exercise(tmp_path, old="kind: implement", new="kind: train")
    result = mutated(Bank(tmp_path), Judge(RIGHT))
    assert result.ok
    assert result.score.reach == result.total
    assert result.score.survivors == 0


def test_the_time_is_kept_and_the_score_of_a_part_is_not(bank):
    result = mutated(bank, Judge(WRONG), seconds=0.0)
    assert result.tried == []
    assert "not kept: 0 of" in keep_score(bank, result)
    assert read_record(secret(bank.root)).score is None


def test_the_jobs_are_those_of_anybody(bank):
    judge = Judge(WRONG)
    mutated(bank, judge)
    assert {(job.slug, job.bank, job.diagnose) for job in judge.jobs} == {("double", str(bank.root), False)}


def test_without_libcst_one_sentence_says_what_to_install(bank, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("dlquiz.bank.mutants")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "libcst", None)
    with pytest.raises(UsageError, match=r"needs libcst, which is not installed. pip install libcst"):
        prepare(bank, "double")


# ---- the record, and the gate


def problems(bank):
    return score_problems(bank, bank.exercise("double"))


def test_the_gate_wants_the_score_of_this_version(bank):
    assert "the mutation score is missing. Find it: dlquiz author mutate double --write" in problems(bank)[0]
    assert "kept in" in keep_score(bank, mutated(bank, Judge(WRONG)))
    assert problems(bank) == []
    replace(secret(bank.root) / "solution.py", '"""Twice x."""', '"""Twice the x."""')
    assert "is of another version" in problems(bank)[0]


def test_the_gate_wants_the_score_again_after_other_checks_and_equivalents(bank):
    keep_score(bank, mutated(bank, Judge(WRONG)))
    path = secret(bank.root) / "mutants.yaml"
    kept = path.read_text(encoding="utf-8")
    write(path, f"{kept}equivalents:\n  - {{change: {SUM}, reason: Both are the same.}}\n")
    assert "is of another version" in problems(bank)[0]
    write(path, kept)
    replace(
        bank.root / "exercises" / "01_first" / "double" / "checks.py", "2.0), ref.double(2.0)", "3.0), ref.double(3.0)"
    )
    assert "is of another version" in problems(bank)[0]


def test_the_gate_counts_survivors(bank):
    keep_score(bank, mutated(bank, Judge(WRONG, "factor / x", RIGHT)))
    assert "1 of" in problems(bank)[0]
    assert "mutants survive. List them: dlquiz author mutate double" in problems(bank)[0]


def test_the_gate_says_what_the_record_lacks(bank):
    (result,) = check_exercises(bank, ["double"], lambda jobs: iter(()), lambda done, total: None)
    assert any("the mutation score is missing" in problem for problem in result.problems)


def test_a_new_score_leaves_the_rest_of_the_file_as_it_stands(tmp_path):
    rest = "# why\nequivalents:\n  - change: ['a', 'b']  # kept\n    reason: Both are the same.\n"
    write(tmp_path / "mutants.yaml", rest)
    for killed in (3, 4):
        write_score(tmp_path, Score("abc", 5, killed, 1))
        assert (tmp_path / "mutants.yaml").read_text(encoding="utf-8").endswith(rest)
        assert read_record(tmp_path).score == Score("abc", 5, killed, 1)
    write(tmp_path / "mutants.yaml", "score:\n  version: abc\n  mutants: 1\n  killed: 1\n" + rest)
    write_score(tmp_path, Score("0123", 5, 5))
    assert read_record(tmp_path).score == Score("0123", 5, 5)
    assert len(read_record(tmp_path).equivalents) == 1


@pytest.mark.parametrize("version", ["012345678901", "1e1234567890", "0x1234567890", "12_345678901", "abcdefabcdef"])
def test_a_version_is_read_as_the_text_it_is(tmp_path, version):
    write_score(tmp_path, Score(version, 1, 1))
    assert read_record(tmp_path).score.version == version


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("equivalent: []", "unknown key `equivalent`. Did you mean `equivalents`?"),
        ("equivalents: [{change: [a], reason: b}]", "a list of 2 is due, this one has 1"),
        ("equivalents: [{change: [a, b]}]", "`equivalents[0].reason` is missing"),
        ('equivalents: [{change: [a, b], reason: " "}]', "`equivalents[0].reason` is empty"),
        ("equivalents: [{change: [a, b], reason: c}, {change: [a, b], reason: d}]", "stands twice"),
        ("score: {version: abc, mutants: many, killed: 1}", "`score.mutants` should be a whole number, not text"),
        ("[]", "the file should be a mapping"),
    ],
)
def test_faults_of_the_record_name_the_key_and_the_fix(tmp_path, text, sentence):
    write(tmp_path / "mutants.yaml", text)
    with pytest.raises(BankError) as error:
        read_record(tmp_path)
    assert str(error.value).startswith(f"{tmp_path / 'mutants.yaml'}: ")
    assert sentence in str(error.value)


def test_an_exercise_without_a_record_has_an_empty_one(tmp_path):
    assert msgspec.to_builtins(read_record(tmp_path)) == {"score": None, "equivalents": ()}
