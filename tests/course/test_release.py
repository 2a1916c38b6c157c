"""Released courses: the same verdicts and diagnoses as the whole bank gives, and no solution inside."""

import io
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from dlquiz.bank import Bank
from dlquiz.bank.manifest import FILE, digest
from dlquiz.bank.reveal import Policies, Policy
from dlquiz.bank.sealing import Keys, lock_keys, new_identity, recipient_of
from dlquiz.course.releasing.contents import Wanted, contents
from dlquiz.course.releasing.leaks import leaks
from dlquiz.course.releasing.writing import write_release
from dlquiz.errors import BankError, UsageError
from dlquiz.jobs import Grader
from dlquiz.model import Job, Report, Verdict
from tests.support import CHECKS, LOOPING, LOOPING_CHECKS, job, write_bank

BANK = Bank.find(None)
FEW = ("hello_tensor", "conv_params", "linear_backward")
IDENTITY = new_identity()
MISTAKES = """
triple: {says: It triples., change: [["2 * x", "3 * x"]]}
negative: {says: The sign is wrong., change: [["2 * x", "-2 * x"]]}
"""


def make(bank: Path, out: Path, slugs: tuple[str, ...] = ("double",), policies: Policies | None = None) -> Bank:
    wanted = Wanted("A course", slugs, None, policies or Policies())

    def lock(keys: Keys) -> bytes:
        return lock_keys(keys, recipients=[recipient_of(IDENTITY)])

    write_release(contents(Bank(bank), wanted, lock, lambda slug: None), out)
    return Bank(out)


def essence(report: Report) -> object:
    """All that a release must tell alike: not the case, which is made smaller where the solution can be asked."""
    checks = [(check.name, check.verdict, check.points, check.diagnosis) for check in report.checks]
    return report.verdict, report.points, report.targets, report.version, checks


def compare(grader: Grader, full: Bank, released: Bank, slug: str, submissions: dict[str, str]) -> None:
    jobs = [
        Job(slug, source.encode(), f"{slug}.py", str(bank.root), device="cpu")
        for source in submissions.values()
        for bank in (full, released)
    ]
    reports = dict(grader.run_all(jobs))
    for position, name in enumerate(submissions):
        mine, theirs = reports[2 * position], reports[2 * position + 1]
        if isinstance(mine, Report) and isinstance(theirs, Report) and essence(theirs) != essence(mine):
            # what is replayed has a budget of processor time, and on a busy machine a second does less
            mine, theirs = (grader.run(jobs[2 * position + number]) for number in range(2))
        assert isinstance(mine, Report) and isinstance(theirs, Report)
        assert essence(theirs) == essence(mine), name


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    policies = Policies(Policy("after_pass"), {"conv_params": Policy("instructor")})
    return make(BANK.root, tmp_path_factory.mktemp("release") / "course", FEW, policies)


@pytest.fixture
def tiny(tmp_path: Path) -> tuple[Path, Bank]:
    bank = write_bank(tmp_path / "bank", mistakes=MISTAKES)
    return bank, make(bank, tmp_path / "course")


def submissions_of(slug: str) -> dict[str, str]:
    exercise = BANK.exercise(slug)
    wrong = {mistake.id: mistake.source for mistake in exercise.mistakes}
    return {"solution": exercise.solution, "stub": exercise.stub} | exercise.alternatives | wrong


class TestTheSameAsTheWholeBank:
    @pytest.mark.parametrize("slug", FEW)
    def test_every_mistake(self, grader: Grader, few: Bank, slug: str) -> None:
        compare(grader, BANK, few, slug, submissions_of(slug))

    def test_answers_that_are_no_known_mistake(self, grader: Grader, few: Bank) -> None:
        forward = "def affine(x, weight, bias):\n    return {}\n"
        wrong = {
            "ratio": "2 * (x @ weight.T + bias)",
            "without_bias_twice": "x @ weight.T + 2 * bias",
            "opposite": "(-x) @ weight.T + bias",
            "numbers": "x.sum() * 0.123456",
            "none": "None",
            "raises": "x[100_000]",
            "half": "(x @ weight.T + bias).half()",
        }
        sources = {name: forward.format(text) for name, text in wrong.items()}
        compare(grader, BANK, few, "hello_tensor", sources)

    def test_two_mistakes_at_once_are_told_by_the_whole_bank_alone(self, grader: Grader, few: Bank) -> None:
        source = "def affine(x, weight, bias):\n    return x @ weight + 2 * bias\n"
        full, released = (grader.run(job(bank.root, source, "hello_tensor")) for bank in (BANK, few))
        assert full.checks[0].diagnosis is not None and full.checks[0].diagnosis.text.startswith("Two things at once")
        assert released.checks[0].verdict is full.checks[0].verdict
        assert released.checks[0].diagnosis is None or released.checks[0].diagnosis.source == "signature"

    def test_gradients_show_the_numerical_ones(self, grader: Grader, few: Bank) -> None:
        right = BANK.solution("linear_backward")
        wrong = (
            right
            + "\n_right = linear_backward\n\ndef linear_backward(*args):\n    return tuple(1.3 * g if args[1].dim() == 3 else g for g in _right(*args))\n"
        )
        reports = [
            grader.run(Job("linear_backward", wrong.encode(), "a.py", str(bank.root), device="cpu"))
            for bank in (BANK, few)
        ]
        tables = [[check.case.table for check in report.checks if check.case] for report in reports]
        assert tables[0] == tables[1] and any("numerical" in table[0] for table in tables[0] if table)

    def test_objects_callbacks_and_generators(self, grader: Grader, tmp_path: Path) -> None:
        checks = """
from dlquiz.checks import check, close, there

def square(x):
    return x * x

def count(module, n):
    counter = module.Counter(1)
    for _ in range(n):
        counter.add(2)
    return counter.total

@check("an object counts", points=1)
def objects(impl, ref, draw):
    mine, theirs = impl.Counter(3), ref.Counter(3)
    for n in (1, 2):
        close(mine.add(n), theirs.add(n))
    close(mine.total, theirs.total)
    close((mine + 1), (theirs + 1))
    close(there(impl, count, 4), there(ref, count, 4))

@check("functions are called", points=1)
def functions(impl, ref, draw):
    x = draw.normal(3)
    close(impl.twice(square, x), ref.twice(square, x))
    close(impl.twice(lambda v: v + 1, x), ref.twice(lambda v: v + 1, x))

@check("noise goes on", points=1)
def noise(impl, ref, draw):
    stream = draw.stream()
    for n in (2, 2, 3):
        close(impl.noise(n, stream), ref.noise(n, stream))
"""
        solution = """import torch

class Counter:
    def __init__(self, start):
        self.total = start

    def add(self, n):
        self.total += n
        return self.total

    def __add__(self, n):
        return self.total + n

def twice(f, x):
    return f(f(x))

def noise(n, generator):
    return torch.rand(n, generator=generator)
"""
        mistakes = """
once: {says: Once., change: [["return f(f(x))", "return f(x)"]]}
one_more: {says: One more., change: [["self.total += n", "self.total += n + 1"]]}
normal: {says: Normal., change: [["torch.rand(", "torch.randn("]]}
"""
        root = write_bank(tmp_path / "bank", checks=checks, solution=solution, mistakes=mistakes, entry="Counter")
        full, released = Bank(root), make(root, tmp_path / "course")
        wrong = {mistake.id: mistake.source for mistake in full.exercise("double").mistakes}
        compare(grader, full, released, "double", {"right": solution} | wrong)
        right = grader.run(job(released.root, solution))
        assert right.verdict is Verdict.PASSED

    def test_a_question_that_the_solution_never_answers(self, grader: Grader, tmp_path: Path) -> None:
        mistakes = 'one_more: {says: One more., change: [["count, reach = 0", "count, reach = 1"]]}'
        root = write_bank(tmp_path / "bank", checks=LOOPING_CHECKS, solution=LOOPING, mistakes=mistakes, entry="layers")
        wrong = {
            "one more": LOOPING.replace("reach = 0", "reach = 1"),
            "no k": LOOPING.replace("reach * k", "reach * 2"),
        }
        compare(grader, Bank(root), make(root, tmp_path / "course"), "double", {"right": LOOPING} | wrong)

    @pytest.mark.slow
    @pytest.mark.parametrize("slug", [slug for slug in BANK.slugs() if slug not in FEW])
    def test_every_mistake_of_the_bank(self, grader: Grader, tmp_path: Path, slug: str) -> None:
        compare(grader, BANK, make(BANK.root, tmp_path / "course", (slug,)), slug, submissions_of(slug))


class TestNoSolutionInside:
    def test_no_line_of_any_solution_is_in_a_release(self, few: Bank) -> None:
        files = {
            path.relative_to(few.root).as_posix(): path.read_bytes() for path in few.root.rglob("*") if path.is_file()
        }
        assert any(name.startswith("recorded/") for name in files)
        assert not any("quiz" in name or "solution" in name for name in files)  # they hold answers
        for slug in FEW:
            assert list(leaks(BANK.solution(slug), BANK.stub(slug), slug, files)) == []
            for mistake in BANK.exercise(slug).mistakes:
                assert list(leaks(mistake.source, BANK.stub(slug), slug, files)) == []
            lines = (line.strip() for line in BANK.solution(slug).splitlines())
            line = max((line for line in lines if line not in BANK.stub(slug)), key=len)
            shown = files | {"recorded/x": f"a{line}b".encode()}
            assert list(leaks(BANK.solution(slug), BANK.stub(slug), slug, shown)) == [("recorded/x", line)]

    def test_checks_that_repeat_the_solution_are_refused(self, tmp_path: Path) -> None:
        solution = "def double(x):\n    doubled = x + x\n    return doubled + 0 * x\n"
        checks = CHECKS + "\ndef mine(x):\n    doubled = x + x\n    return doubled + 0 * x\n"
        bank = write_bank(tmp_path / "bank", checks=checks, solution=solution)
        with pytest.raises(BankError, match="part of the solution"):
            make(bank, tmp_path / "course")

    def test_keys_travel_only_where_the_policy_lets_learners_open(self, few: Bank) -> None:
        text = (few.root / "sealed" / "open.txt").read_text()
        assert "# hello_tensor" in text and "# conv_params" not in text

    @pytest.mark.skipif(shutil.which("age") is None, reason="the age program is not installed")
    def test_the_stock_program_opens_the_solutions(self, few: Bank, tmp_path: Path) -> None:
        (tmp_path / "me.txt").write_text(IDENTITY)
        keys = subprocess.run(
            ["age", "-d", "-i", tmp_path / "me.txt", few.root / "sealed" / "keys.age"], check=True, capture_output=True
        ).stdout
        (tmp_path / "keys.txt").write_bytes(keys)
        packed = subprocess.run(
            ["age", "-d", "-i", tmp_path / "keys.txt", few.root / "sealed" / "conv_params.age"],
            check=True,
            capture_output=True,
        ).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            found = tar.extractfile("solution.py")
            assert found is not None and found.read().decode() == BANK.solution("conv_params")
            assert {"notes.md", "mistakes.yaml", "mutants.yaml"} < set(tar.getnames())

    def test_the_sandbox_reads_neither_sealed_nor_recorded_files(self, grader: Grader, few: Bank) -> None:
        (few.root / "unlock-hello_tensor.txt").write_bytes((few.root / "sealed" / "open.txt").read_bytes())
        sealed = ("sealed/hello_tensor.age", "sealed/keys.age", "sealed/open.txt", "unlock-hello_tensor.txt")
        for name in (*sealed, "recorded/hello_tensor.tape", "recorded/hello_tensor.json", FILE):
            path = few.root / name
            assert path.read_bytes()
            source = f"def affine(x, weight, bias):\n    return open({str(path)!r}, 'rb').read()\n"
            report = grader.run(Job("hello_tensor", source.encode(), "a.py", str(few.root), device="cpu"))
            assert report.checks[0].message.startswith("PermissionError"), report.checks[0].message


class TestWhatCannotBe:
    DEPENDS = """
from dlquiz.checks import check, close

@check("asks about the answer")
def values(impl, ref, draw):
    x = draw.normal(3)
    y = impl.double(x)
    close(y, ref.double(x))
    close(impl.double(y), ref.double(y.clone()))
"""

    def test_a_question_that_depends_on_the_answer_is_refused(self, tmp_path: Path) -> None:
        bank = write_bank(tmp_path / "bank", checks=self.DEPENDS, mistakes=MISTAKES)
        with pytest.raises(UsageError, match=r"depends on what `impl` answered.*triple"):
            make(bank, tmp_path / "course")
        assert not (tmp_path / "course").exists()

    def test_a_solution_that_fails_is_refused(self, tmp_path: Path) -> None:
        bank = write_bank(
            tmp_path / "bank", checks=CHECKS.replace("close(impl.double(x), ref", "close(impl.double(x) + 1, ref")
        )
        with pytest.raises(UsageError, match="does not pass"):
            make(bank, tmp_path / "course")

    def test_what_was_not_recorded_is_no_fault_of_the_learner(
        self, grader: Grader, tiny: tuple[Path, Bank], tmp_path: Path
    ) -> None:
        _, released = tiny
        name = "exercises/00_start/double/checks.py"
        path = released.root / name
        path.write_text(path.read_text().replace("draw.normal(2, 3)", "draw.normal(4, 3)"))
        manifest = json.loads((released.root / FILE).read_text())
        manifest["files"][name] = digest(path.read_bytes())
        (released.root / FILE).write_text(json.dumps(manifest))
        report = grader.run(job(released.root, "def double(x):\n    return x + x\n"))
        assert [check.verdict for check in report.checks] == [Verdict.PASSED, Verdict.INTERNAL]
        assert "no recorded answer" in report.checks[1].message

    def test_a_secret_seed_is_refused(self, grader: Grader, tiny: tuple[Path, Bank]) -> None:
        with pytest.raises(UsageError, match="public seed alone"):
            grader.run(job(tiny[1].root, "def double(x):\n    return x + x\n", seed="secret"))

    def test_a_release_of_a_release_is_refused(self, tiny: tuple[Path, Bank], tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="has no solutions"):
            make(tiny[1].root, tmp_path / "again")


class TestIntegrity:
    @pytest.mark.parametrize(
        "name", ["exercises/00_start/double/checks.py", "recorded/double.tape", "recorded/double.json"]
    )
    def test_a_changed_file_is_named(self, tiny: tuple[Path, Bank], name: str) -> None:
        _, released = tiny
        path = released.root / name
        path.write_bytes(path.read_bytes() + b"\n")
        with pytest.raises(BankError, match=rf"{name}: was changed since the release was made"):
            Bank(released.root).exercise("double")
        path.unlink()
        with pytest.raises(BankError, match=name):
            Bank(released.root).exercise("double")

    def test_a_release_of_a_newer_version_is_one_sentence(self, tiny: tuple[Path, Bank]) -> None:
        _, released = tiny
        manifest = json.loads((released.root / FILE).read_text())
        (released.root / FILE).write_text(json.dumps(manifest | {"format": 2, "dlquiz": "9.9"}))
        with pytest.raises(BankError, match=r"dlquiz 9.9, which is newer than yours"):
            Bank(released.root).exercise("double")
        (released.root / FILE).write_text("{")
        with pytest.raises(BankError, match="damaged"):
            Bank(released.root).exercise("double")
