"""Many clients at once, clients that leave, submissions that crash: the parent goes on, and everybody gets theirs."""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from dlquiz.errors import GraderFault, UsageError
from dlquiz.jobs import Cancelled, Grader, cores, servers
from dlquiz.model import Job, Report, Verdict
from dlquiz.server.connection import Connection
from tests.processes import eventually, family
from tests.server.conftest import the_server
from tests.support import CHECKS, SOLUTION, job, write_bank
from tests.whole_bank import BANK, each_exercise

ENDLESS = "def double(x):\n    while True: pass\n"
WRONG = "def double(x):\n    return 3 * x\n"
# The judge runs a bank's checks: this one writes down when it works.
TIMED = """
import os, time
from dlquiz.checks import check, close

@check("doubles")
def values(impl, ref, draw):
    began = time.monotonic()
    x = draw.normal(3)
    close(impl.double(x), ref.double(x))
    with open({log!r}, "a") as log:
        log.write(f"{{os.getpid()}} {{began}} {{time.monotonic()}}\\n")
"""


def most_at_once(lines: list[str]) -> int:
    """How many judges worked at the same time."""
    spans = [tuple(map(float, line.split()[1:])) for line in lines]
    return max(sum(begin <= other <= end for begin, end in spans) for other, _ in spans)


def test_fifty_at_once(runtime: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    bank = write_bank(tmp_path, checks=TIMED.format(log=str(log)))
    verdicts = {SOLUTION: Verdict.PASSED, WRONG: Verdict.WRONG_VALUE, "def double(x": Verdict.IMPORT_FAILED}
    sources = [list(verdicts)[number % 3] for number in range(50)]

    def grade(source: str) -> Verdict:
        with Grader(shared=True) as grader:  # as 50 commands would
            return grader.run(job(bank, source, diagnose=False)).verdict

    with ThreadPoolExecutor(50) as pool:
        found = list(pool.map(grade, sources))
    assert found == [verdicts[source] for source in sources]
    assert the_server().jobs == 50
    assert most_at_once(log.read_text().splitlines()) <= cores()


def test_no_more_judges_than_cores(runtime: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path, more="limits: {seconds: 60}\n", checks=CHECKS.replace("points=", "seconds=60, points="))
    stop, hold = os.pipe()

    def grade(_: int) -> None:
        with Grader(shared=True) as grader, pytest.raises(Cancelled):
            grader.run(job(bank, ENDLESS), stop)

    with ThreadPoolExecutor(cores() + 3) as pool:
        results = pool.map(grade, range(cores() + 3))
        assert eventually(lambda: [(s.running, s.waiting) for s in servers()] == [(cores(), 3)])
        silent = [Connection(the_server().socket) for _ in range(5)]  # neither do these take a place
        assert (the_server().running, the_server().waiting) == (cores(), 3)
        os.close(hold)
        list(results)
    assert eventually(lambda: not family(the_server().pid)), "jobs end when their clients do, also those that waited"
    assert the_server().jobs <= 2 * cores(), "one that hung up while it waited is never begun"
    for connection in silent:
        connection.close()
    os.close(stop)


def test_a_client_that_leaves_ends_its_job(runtime: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION)).passed
        pid = the_server().pid
        connection = Connection(the_server().socket)
        thread = threading.Thread(target=pytest.raises, args=(Exception, connection.run, job(bank, ENDLESS)))
        thread.start()
        assert eventually(lambda: len(family(pid)) == 2), "a judge and a sandbox"
        connection.socket.shutdown(2)
        assert eventually(lambda: not family(pid))
        thread.join()
        connection.close()
        assert grader.run(job(bank, SOLUTION)).passed
        assert the_server().pid == pid


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("import os\nos._exit(0)\n", Verdict.CRASHED),
        ("import ctypes\nctypes.string_at(0)\n", Verdict.CRASHED),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", None),
        ("def double(x):\n    return bytearray(1 << 40)\n", Verdict.OUT_OF_MEMORY),
        ("def double(x):\n    return double(x)\n", Verdict.RAISED),
    ],
)
def test_no_submission_ends_it(tmp_path: Path, source: str, verdict: Verdict | None) -> None:
    bank = write_bank(tmp_path)
    with Grader(shared=True) as grader, Grader() as private:
        assert grader.run(job(bank, SOLUTION)).passed
        before = [server.pid for server in servers()]
        found = grader.run(job(bank, source)).verdict
        assert found == (verdict or found)
        assert found == private.run(job(bank, source)).verdict
        assert grader.run(job(bank, SOLUTION)).passed
        assert [server.pid for server in servers()] == before


def test_a_changed_exercise_is_seen(tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    with Grader(shared=True) as grader:
        first = grader.run(job(bank, SOLUTION))
        write_bank(tmp_path, solution="def double(x):\n    return 3 * x\n")
        second = grader.run(job(bank, SOLUTION))
    assert (first.verdict, second.verdict) == (Verdict.PASSED, Verdict.WRONG_VALUE)
    assert first.version != second.version


def test_a_judge_takes_the_next_job(runtime: Path, tmp_path: Path) -> None:
    """It is forked once, and each job's sandbox anew; after a job that was killed with it, another judge comes."""
    bank = write_bank(tmp_path)
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION)).passed
        pid = the_server().pid
        assert eventually(lambda: len(family(pid)) == 1)
        judge = family(pid)
        assert not grader.run(job(bank, WRONG)).passed
        assert eventually(lambda: family(pid) == judge)
        (number,) = judge
        os.kill(number, signal.SIGKILL)
        assert eventually(lambda: not Path(f"/proc/{number}").exists())
        assert grader.run(job(bank, SOLUTION)).passed
        assert the_server().jobs == 3


def test_what_is_no_job_is_told_and_the_next_one_is_graded(grader: Grader, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    with pytest.raises(UsageError, match=r"no job: .*\$\.seed"):
        grader.run(replace(job(bank, SOLUTION), seed=3))
    assert grader.run(job(bank, SOLUTION)).passed


def test_a_judge_that_dies_with_its_job_unread_takes_nobody_with_it(runtime: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    with Grader(shared=True) as grader, ThreadPoolExecutor(1) as other:
        assert grader.run(job(bank, SOLUTION)).passed
        server = the_server()
        assert eventually(lambda: len(family(server.pid)) == 1)
        (judge,) = family(server.pid)
        os.kill(judge, signal.SIGSTOP)
        waiting = other.submit(grader.run, job(bank, SOLUTION))
        assert eventually(lambda: the_server().running == 1)
        os.kill(judge, signal.SIGKILL)
        with pytest.raises(GraderFault):
            waiting.result()
        assert grader.run(job(bank, SOLUTION)).passed
        assert the_server().pid == server.pid


def test_of_many_judges_one_stays(runtime: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    with Grader(cores(), shared=True) as grader:
        reports = [report for _, report in grader.run_all([job(bank, SOLUTION)] * 4 * cores())]
    assert len(reports) == 4 * cores()
    assert eventually(lambda: (the_server().running, len(family(the_server().pid))) == (0, 1))


@pytest.mark.parametrize("shared", [True, False])
def test_the_verdicts_come_first(tmp_path: Path, shared: bool) -> None:
    """For who asks: all but the diagnosis is what the report says, too."""
    mistakes = 'thrice: {says: It is tripled., change: [["2 * x", "3 * x"]]}\n'
    bank = write_bank(tmp_path, mistakes=mistakes)
    told: list[Report] = []
    with Grader(shared=shared) as grader:
        report = grader.run(replace(job(bank, WRONG), early=True), told=told.append)
        assert grader.run(job(bank, SOLUTION), told=told.append).passed
        with pytest.raises(UsageError):
            grader.run(job(bank, WRONG, slug="nowhere"), told=told.append)
    [early] = told
    assert all(check.diagnosis is not None for check in report.checks)
    undiagnosed = [replace(check, diagnosis=None, case=None) for check in report.checks]
    assert undiagnosed == [replace(check, case=None) for check in early.checks]
    assert (early.verdict, early.points, early.targets) == (report.verdict, report.points, report.targets)


def test_a_large_submission(tmp_path: Path) -> None:
    """More than fits into a socket: it is sent while the judge reads."""
    bank = write_bank(tmp_path)
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION + "# comment\n" * 100_000)).verdict in (
            Verdict.PASSED,
            Verdict.IMPORT_FAILED,
        )


@pytest.fixture(scope="module")
def with_and_without() -> Iterator[tuple[Grader, Grader]]:
    """On the shared parent, and on one of its own."""
    with Grader(shared=True) as shared, Grader() as private:
        yield shared, private


@each_exercise
def test_the_same_verdicts_with_and_without(slug: str, with_and_without: tuple[Grader, Grader]) -> None:
    """Everything in the report but the seconds: of the solution for one exercise, of a mistake for the next."""
    exercise = BANK.exercise(slug)
    source = exercise.mistakes[0].source if BANK.slugs().index(slug) % 2 and exercise.mistakes else exercise.solution
    asked = Job(slug, source.encode(), f"{slug}.py", str(BANK.root), device="cpu")
    found = []
    for grader in with_and_without:
        report = grader.run(asked)
        checks = [(check.name, check.verdict, check.points, check.diagnosis) for check in report.checks]
        found.append((report.exercise, report.version, report.verdict, report.targets, checks))
    assert found[0] == found[1]
