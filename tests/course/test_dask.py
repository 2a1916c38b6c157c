"""The engine of a cluster, on a real one: a scheduler and worker processes on this machine."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dlquiz.errors import GraderDied, UsageError
from dlquiz.jobs import Grader
from dlquiz.model import Job, Report
from tests.processes import eventually, family
from tests.support import SOLUTION, job, write_bank

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
if TYPE_CHECKING:
    from dlquiz.course.engines.dask import DaskEngine

# Dask's own threads and sockets outlive its client by a moment.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]
CLUSTER = """
import sys, time
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
                      host="127.0.0.1", resources={"GPU": 1}) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""
WRONG = "def double(x):\n    return 3 * x\n"
KILLS_WORKER = """
import os, signal
from pathlib import Path
from dlquiz.checks import check

def above(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])

@check("dies")
def dies(impl, ref, draw):
    os.kill(above(above(os.getpid())), signal.SIGKILL)  # the judge's parent's parent
    signal.pause()
"""
MISTAKES = 'thrice: {says: Thrice., change: [["2 * x", "3 * x"]]}'


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """(address, process) of a cluster of two workers in processes of their own."""
    script = tmp_path_factory.mktemp("cluster") / "cluster.py"
    script.write_text(CLUSTER, encoding="utf-8")
    environment = os.environ | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    process = subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        cwd=script.parent, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    yield process.stdout.readline().strip(), process.pid
    process.communicate(timeout=30)


@pytest.fixture
def engine(cluster: tuple[str, int]) -> Iterator["DaskEngine"]:
    from dlquiz.course.engines.dask import DaskEngine

    with DaskEngine(cluster[0]) as made:
        yield made


def test_reports_are_those_of_this_machine(engine: "DaskEngine", grader: Grader, tmp_path: Path) -> None:
    bank = write_bank(tmp_path, mistakes=MISTAKES)
    found = dict(engine.run((n, job(bank, SOLUTION if n % 2 else WRONG)) for n in range(8)))
    assert sorted(found) == list(range(8))
    for n, outcome in found.items():
        alone = grader.run(job(bank, SOLUTION if n % 2 else WRONG))
        assert isinstance(outcome, Report)
        assert [(c.verdict, c.points, c.diagnosis, c.case) for c in outcome.checks] == [
            (c.verdict, c.points, c.diagnosis, c.case) for c in alone.checks
        ]


def test_the_workers_are_looked_at(engine: "DaskEngine") -> None:
    import torch

    here = engine.surroundings()
    assert here.torch == torch.__version__
    assert "limits" in here.active


def test_a_killed_worker_has_its_jobs_done_again(
    engine: "DaskEngine", cluster: tuple[str, int], tmp_path: Path
) -> None:
    bank = write_bank(tmp_path)
    jobs = ((n, job(bank, f"{SOLUTION}# {n}\n")) for n in range(40))
    outcomes = engine.run(jobs)
    found = dict([next(outcomes)])
    victim = workers(cluster[1])[0]
    os.kill(victim, signal.SIGKILL)
    found |= dict(outcomes)
    assert sorted(found) == list(range(40))
    assert all(isinstance(outcome, Report) and outcome.passed for outcome in found.values())
    assert not Path(f"/proc/{victim}/exe").exists()


def test_what_kills_its_judge_twice_is_isolated(engine: "DaskEngine", tmp_path: Path) -> None:
    poison = (
        "import os\nfrom dlquiz.checks import check\n\n@check('dies')\ndef dies(impl, ref, draw):\n    os._exit(1)\n"
    )
    bank = write_bank(tmp_path)
    write_bank(bank, slug="poison", checks=poison)
    found = dict(engine.run((n, job(bank, SOLUTION, slug="poison" if n == 2 else "double")) for n in range(6)))
    assert [isinstance(found[n], Report) for n in range(6)] == [True, True, False, True, True, True]
    assert isinstance(found[2], GraderDied)
    assert "twice" in str(found[2])


def test_what_kills_its_worker_again_and_again_is_isolated(
    engine: "DaskEngine", cluster: tuple[str, int], tmp_path: Path
) -> None:
    bank = write_bank(tmp_path)
    write_bank(bank, slug="poison", checks=KILLS_WORKER)
    before = set(workers(cluster[1]))
    found = dict(engine.run((n, job(bank, SOLUTION, slug="poison" if n == 2 else "double")) for n in range(6)))
    assert [isinstance(found[n], Report) for n in range(6)] == [True, True, False, True, True, True]
    assert isinstance(found[2], GraderDied)
    assert "twice" in str(found[2]) and "the Dask worker ended" in str(found[2])
    assert before - set(workers(cluster[1]))


def test_a_job_for_a_gpu_goes_to_a_worker_that_has_one(engine: "DaskEngine", tmp_path: Path) -> None:
    from msgspec.structs import replace

    on_gpu: Job = replace(job(write_bank(tmp_path), SOLUTION), device="cuda")
    [(_, outcome)] = engine.run([(0, on_gpu)])
    assert isinstance(outcome, Report)
    assert any(target.startswith("cuda") or "cuda" in target for target in outcome.targets)


def test_closing_leaves_no_job_behind(engine: "DaskEngine", tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    outcomes = engine.run((n, job(bank, SOLUTION)) for n in range(1000))
    next(outcomes)
    outcomes.close()
    found = dict(engine.run([("after", job(bank, SOLUTION))]))
    assert list(found) == ["after"]


def test_nobody_at_that_address(tmp_path: Path) -> None:
    from dlquiz.course.engines import dask

    before, dask.CONNECTING = dask.CONNECTING, 1.0
    try:
        with pytest.raises(UsageError, match="no Dask scheduler answers"):
            dask.DaskEngine("tcp://127.0.0.1:1")
    finally:
        dask.CONNECTING = before


def test_no_process_of_a_worker_outlives_it(cluster: tuple[str, int], engine: "DaskEngine", tmp_path: Path) -> None:
    list(engine.run([(0, job(write_bank(tmp_path), SOLUTION))]))
    victim = next(pid for pid in workers(cluster[1]) if family(pid))
    own = family(victim)
    os.kill(victim, signal.SIGKILL)
    assert eventually(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in own), 30)


def workers(cluster: int) -> list[int]:
    """The processes of the cluster that a nanny has started to work, without those that grade."""
    found = [pid for pid in family(cluster) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert found
    return found
