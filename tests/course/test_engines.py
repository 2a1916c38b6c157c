"""The local engine: the same reports as a single job's, jobs done again, poison isolated, nothing left running."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlquiz.course.engines import local
from dlquiz.course.engines.local import LocalEngine
from dlquiz.course.engines.second_chance import with_second_chance
from dlquiz.errors import GraderDied, GraderFault
from dlquiz.jobs import Grader, cores, own_cores
from dlquiz.model import Job, Report
from tests.processes import eventually, family
from tests.support import CHECKS, SOLUTION, job, write_bank

ENDLESS = "def double(x):\n    while True:\n        pass\n"
WRONG = "def double(x):\n    return 3 * x\n"


@pytest.fixture(scope="module")
def engine() -> Iterator[LocalEngine]:
    with LocalEngine(2) as made:
        yield made


def verdicts(outcomes: dict[object, Report | GraderFault]) -> dict[object, str]:
    return {key: o.verdict.value if isinstance(o, Report) else "fault" for key, o in outcomes.items()}


def test_each_job_comes_back_once_under_its_key(engine: LocalEngine, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    jobs = [(n, job(bank, SOLUTION if n % 2 else WRONG, seed=str(n))) for n in range(9)]
    found = list(engine.run(iter(jobs)))
    assert sorted(key for key, _ in found) == list(range(9))
    assert verdicts(dict(found)) == {n: "passed" if n % 2 else "wrong_value" for n in range(9)}
    assert all(isinstance(outcome, Report) and outcome.seed == str(n) for n, outcome in found)


def test_its_reports_are_those_of_a_single_job(engine: LocalEngine, grader: Grader, tmp_path: Path) -> None:
    bank = write_bank(tmp_path, mistakes='thrice: {says: Thrice., change: [["2 * x", "3 * x"]]}')
    [(_, batch)] = engine.run([("one", job(bank, WRONG))])
    alone = grader.run(job(bank, WRONG))
    assert isinstance(batch, Report)
    assert [(c.verdict, c.points, c.diagnosis, c.case) for c in batch.checks] == [
        (c.verdict, c.points, c.diagnosis, c.case) for c in alone.checks
    ]
    assert batch.checks[0].diagnosis is not None


def test_jobs_are_read_only_as_workers_become_free(engine: LocalEngine, tmp_path: Path) -> None:
    bank, read = write_bank(tmp_path), 0

    def endless() -> Iterator[tuple[int, Job]]:
        nonlocal read
        while True:
            read += 1
            yield read, job(bank, SOLUTION)

    outcomes = engine.run(endless())
    for _ in range(5):
        next(outcomes)
    outcomes.close()
    assert read <= 5 + 3 * engine.processes


def test_closing_kills_what_still_runs(engine: LocalEngine, tmp_path: Path) -> None:
    bank = write_bank(tmp_path, more="limits: {seconds: 60, memory: 2048}\n", checks=LONG)
    outcomes = engine.run([(0, job(bank, SOLUTION)), (1, job(bank, ENDLESS))])
    started = time.monotonic()
    assert next(outcomes)[0] == 0
    outcomes.close()
    assert time.monotonic() - started < 20


def test_the_limits_of_a_job_count_instead_of_the_exercises(engine: LocalEngine, tmp_path: Path) -> None:
    from dlquiz.model import Limits

    bank = write_bank(tmp_path, checks=LONG)
    [(_, outcome)] = engine.run([(0, job(bank, ENDLESS, limits=Limits(seconds=0.5)))])
    assert isinstance(outcome, Report)
    assert outcome.verdict == "timed_out"
    assert "0.5 s" in outcome.checks[0].message


def test_the_tolerances_of_a_job_widen_those_of_its_dtypes_alone(engine: LocalEngine, tmp_path: Path) -> None:
    own = (
        CHECKS
        + """
@check("doubles roughly")
def rough(impl, ref, draw):
    x = draw.normal(2)
    close(impl.double(x), ref.double(x), rtol=1e-3, reason="it is an estimate")
"""
    )
    bank = write_bank(tmp_path, checks=own)

    def verdict(off: float, dtype: str, **factors: float) -> list[str]:
        source = f"import torch\ndef double(x):\n    return x * (2 + {off} * (x.dtype is torch.{dtype}))\n"
        [(_, outcome)] = engine.run([(0, job(bank, source, tolerances=factors))])
        assert isinstance(outcome, Report)
        assert len(outcome.notes) == len(factors)
        return [check.verdict.value for check in outcome.checks]

    right, wrong = "passed", "wrong_value"
    assert verdict(1e-7, "float64") == [wrong, wrong, right]
    assert verdict(1e-8, "float64", float64=50) == [right] * 3
    assert verdict(1e-8, "float64", float32=50) == [wrong, wrong, right]
    assert verdict(1e-3, "float32", float32=50) == [right] * 3
    assert verdict(1e-2, "float32", float32=2) == [wrong] * 3
    assert verdict(1e-2, "float32", float32=1000) == [right] * 3
    assert verdict(1e-8, "float64") == [wrong, wrong, right]  # nothing is left of the jobs before


def test_a_wider_tolerance_is_told(engine: LocalEngine, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    [(_, outcome)] = engine.run([(0, job(bank, "def double(x):\n    return 2.001 * x\n", tolerances={"float64": 5.0}))])
    assert isinstance(outcome, Report)
    case = outcome.checks[0].case
    assert case is not None and case.allowed is not None
    assert "5e-10 + 5e-9·|expected|, float64, 5 times the usual" in case.allowed
    assert outcome.notes == ("Differences may be 5 times as large as usual in float64: the course says so.",)


def test_an_exercise_that_is_gone_is_a_fault_of_its_jobs_alone(engine: LocalEngine, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    found = dict(engine.run([(0, job(bank, SOLUTION, slug="gone")), (1, job(bank, SOLUTION))]))
    assert verdicts(found) == {0: "fault", 1: "passed"}


def test_a_killed_parent_is_replaced_and_its_jobs_are_done_again(tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    others = children(os.getpid())  # of other tests
    with LocalEngine(2) as engine:
        outcomes = engine.run((n, job(bank, SOLUTION)) for n in range(12))
        found = dict([next(outcomes)])
        parents = children(os.getpid()) - others
        for pid in parents:
            os.kill(pid, signal.SIGKILL)
        found |= dict(outcomes)
    assert parents
    assert verdicts(found) == dict.fromkeys(range(12), "passed")


def test_many_workers_have_more_than_one_parent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(local, "WORKERS", 2)
    log = tmp_path / "log"
    bank = write_bank(tmp_path, checks=LOGGED.format(log=str(log)))
    others = children(os.getpid())
    with LocalEngine(3) as engine:
        parents = children(os.getpid()) - others
        found = dict(engine.run((n, job(bank, SOLUTION)) for n in range(24)))
    assert verdicts(found) == dict.fromkeys(range(24), "passed")
    at_work = set(map(int, log.read_text().split()))
    assert len(parents) == 2
    assert at_work == parents


@pytest.mark.skipif(not own_cores(), reason="this system does not tell a process its cores")
@pytest.mark.parametrize(("more", "parents"), [(0, 1), (0, 2), (1, 1)])
def test_each_judge_keeps_to_its_core(more: int, parents: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And its sandboxes to the same one, if there are as many judges as cores; else the system chooses."""
    monkeypatch.setattr(local, "WORKERS", -(-cores() // parents) + more)
    log = tmp_path / "log"
    bank = write_bank(tmp_path, checks=CORES.format(log=str(log)), solution=CORES_SOLUTION, entry="own")
    with LocalEngine(cores() + more) as engine:
        found = dict(engine.run((n, job(bank, CORES_SOLUTION)) for n in range(12 * cores())))
    assert set(verdicts(found).values()) == {"passed"}, "a sandbox has other cores than its judge"
    seen = {tuple(map(int, line.split())) for line in log.read_text().splitlines()}
    assert seen == ({own_cores()} if more else {(core,) for core in own_cores()})


def test_what_kills_its_judge_twice_is_isolated(engine: LocalEngine, tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "good")
    write_bank(bank, slug="poison", checks=POISON)
    found = dict(engine.run((n, job(bank, SOLUTION, slug="poison" if n in (3, 5) else "double")) for n in range(10)))
    assert verdicts(found) == {n: "fault" if n in (3, 5) else "passed" for n in range(10)}
    assert isinstance(found[3], GraderDied)
    assert "twice" in str(found[3])


def test_who_dies_beside_the_poison_gets_a_second_chance_alone(tmp_path: Path) -> None:
    alone: list[str] = []

    def again(job: Job) -> Report | GraderFault:
        alone.append(job.slug)
        return GraderDied("again") if job.slug == "poison" else GraderFault("another fault")

    jobs = [Job(slug, b"", "", "") for slug in ("poison", "innocent", "other")]
    first: list[tuple[str, Job, Report | GraderFault]] = [
        (jobs[0].slug, jobs[0], GraderDied("x")),
        (jobs[1].slug, jobs[1], GraderDied("x")),
        (jobs[2].slug, jobs[2], GraderFault("x")),
    ]
    found = dict(with_second_chance(iter(first), again))
    assert alone == ["poison", "innocent"]
    assert "twice" in str(found["poison"])
    assert str(found["innocent"]) == "another fault"
    assert str(found["other"]) == "x"


def test_nothing_is_left_running(tmp_path: Path) -> None:
    before = family(os.getpid())
    with LocalEngine(2) as engine:
        list(engine.run([(0, job(write_bank(tmp_path), SOLUTION))]))
        assert family(os.getpid()) - before
    assert eventually(lambda: not family(os.getpid()) - before)


def children(pid: int) -> set[int]:
    """The processes that `pid` itself has started."""
    return {
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    }


LONG = """
from dlquiz.checks import check, close

@check("doubles every number", points=2, seconds=60)
def values(impl, ref, draw):
    x = draw.normal(3)
    close(impl.double(x), ref.double(x))
"""
LOGGED = """
import os
from dlquiz.checks import check, close

@check("doubles every number")
def values(impl, ref, draw):
    x = draw.normal(3)
    close(impl.double(x), ref.double(x))
    with open({log!r}, "a") as log:
        log.write(f"{{os.getppid()}}\\n")
"""
CORES = """
import os
from dlquiz.checks import check, same

@check("keeps to a core")
def values(impl, ref, draw):
    draw.normal(1)
    same(impl.own(), sorted(os.sched_getaffinity(0)), why="cores")
    with open({log!r}, "a") as log:
        log.write(" ".join(map(str, sorted(os.sched_getaffinity(0)))) + "\\n")
"""
CORES_SOLUTION = "import os\n\ndef own():\n    return sorted(os.sched_getaffinity(0))\n"
POISON = """
import os
from dlquiz.checks import check, close

@check("kills the judge", points=2)
def values(impl, ref, draw):
    os._exit(1)
"""
