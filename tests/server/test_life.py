"""A shared parent starts by itself, is used again, ends when idle, and is replaced when it dies or hangs."""

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dlquiz.errors import GraderFault
from dlquiz.jobs import Cancelled, Grader, cores, servers
from dlquiz.model import Job
from dlquiz.server import place, shared
from dlquiz.server.background import LOG_BYTES
from dlquiz.server.environment import kind
from dlquiz.server.place import Files
from dlquiz.server.shared import SharedParent
from tests.processes import eventually, family
from tests.server.conftest import the_server
from tests.support import CHECKS, SOLUTION, job, write_bank

SLOW = "import time\ndef double(x):\n    time.sleep(0.5)\n    return 2 * x\n"
ENDLESS = "def double(x):\n    while True: pass\n"


def files(runtime: Path) -> Files:
    return Files(runtime, kind())


@contextlib.contextmanager
def running(grader: Grader, *jobs: Job) -> Iterator[None]:
    """The jobs are under way, and are cancelled in the end."""
    stop, hold = os.pipe()
    with ThreadPoolExecutor(len(jobs)) as pool:
        futures = [pool.submit(grader.run, one, stop) for one in jobs]
        assert eventually(lambda: sum(server.running or 0 for server in servers()) == len(jobs))
        yield
        os.close(hold)
    for future in futures:
        with contextlib.suppress(Cancelled):
            future.result()
    os.close(stop)


def test_it_starts_by_itself_and_is_used_again(runtime: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION)).passed
        assert not grader.starting
    first = the_server()
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION)).passed
        assert not grader.run(job(bank, ENDLESS.replace("while True: pass", "return x"))).passed
    second = the_server()
    assert (second.pid, second.jobs, second.waiting) == (first.pid, 3, 0)
    assert second.answers
    assert second.current
    assert eventually(lambda: len(family(first.pid)) == 1), "one judge stays, and no sandbox"


def opened(descriptor: Path) -> tuple[str, str]:
    """The descriptor's name, and the file it stands for; nothing if it was closed meanwhile."""
    with contextlib.suppress(FileNotFoundError):
        return descriptor.name, str(descriptor.readlink())
    return descriptor.name, ""


def test_it_keeps_nothing_of_its_caller(runtime: Path, tmp_path: Path) -> None:
    with Grader(shared=True) as grader:
        assert grader.run(job(write_bank(tmp_path), SOLUTION)).passed
    process = Path(f"/proc/{the_server().pid}")
    assert (process / "cwd").readlink() == Path("/")
    assert os.getsid(the_server().pid) != os.getsid(0)
    assert eventually(lambda: the_server().running == 0)  # a judge that ends takes descriptors with it
    open_files = {name: to for name, to in map(opened, (process / "fd").iterdir()) if to}
    assert open_files["0"] == open_files["1"] == "/dev/null"
    assert open_files["2"] == str(files(runtime).log)
    ours = {str(path) for path in open_files.values() if path.startswith("/") and not path.startswith("/dev/")}
    assert ours == {str(files(runtime).log), str(files(runtime).state)}


def test_it_ends_when_nobody_comes(runtime: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    parent = SharedParent(idle=0.3)
    assert parent.run(job(bank, SOLUTION)).passed
    assert eventually(lambda: files(runtime).living() is None)
    assert eventually(lambda: [path.name for path in runtime.iterdir()] == ["lock"])
    assert parent.run(job(bank, SOLUTION)).passed, "the next one starts it anew"


def test_a_long_job_and_a_client_that_wants_it_warm_keep_it(runtime: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    parent = SharedParent(idle=0.02)
    parent.warm_up()
    before = the_server().pid
    assert parent.run(job(bank, SLOW)).passed  # four calls of half a second
    assert the_server().pid == before
    parent.close()
    assert eventually(lambda: files(runtime).living() is None)


def test_killed_while_idle(runtime: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION)).passed
        killed = the_server().pid
        os.kill(killed, signal.SIGKILL)
        assert grader.run(job(bank, SOLUTION)).passed
        assert the_server().pid != killed


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_ended_in_the_middle_of_a_job(runtime: Path, tmp_path: Path, number: signal.Signals) -> None:
    with Grader(shared=True) as grader, ThreadPoolExecutor(1) as pool:
        report = pool.submit(grader.run, job(write_bank(tmp_path), SLOW))
        assert eventually(lambda: any(server.running for server in servers()))
        before = the_server().pid
        children = family(before)
        os.kill(before, number)
        assert report.result().passed
        assert the_server().pid != before
        assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))


def test_hung_while_idle(runtime: Path, tmp_path: Path, impatient: None) -> None:
    bank = write_bank(tmp_path)
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION)).passed
        hung = the_server().pid
        os.kill(hung, signal.SIGSTOP)
        assert grader.run(job(bank, SOLUTION)).passed
        assert the_server().pid != hung


def test_hung_while_a_job_waits_for_its_turn(runtime: Path, tmp_path: Path, impatient: None) -> None:
    bank = write_bank(tmp_path, more="limits: {seconds: 60}\n", checks=CHECKS.replace("points=", "seconds=60, points="))
    with Grader(shared=True) as others, Grader(shared=True) as grader:
        with running(others, *[job(bank, ENDLESS)] * cores()), ThreadPoolExecutor(1) as pool:
            report = pool.submit(grader.run, job(bank, SOLUTION))
            assert eventually(lambda: the_server().waiting == 1)
            hung = the_server().pid
            os.kill(hung, signal.SIGSTOP)
            assert eventually(lambda: all(server.pid != hung for server in servers()))
        assert report.result().passed


def test_one_that_hangs_while_it_starts_is_given_time(
    runtime: Path, tmp_path: Path, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = write_bank(tmp_path)
    runtime.mkdir(mode=0o700)
    shared.start(files(runtime), 60)
    slow = begun(runtime)
    os.kill(slow, signal.SIGSTOP)
    continued = threading.Timer(2.0, os.kill, (slow, signal.SIGCONT))
    continued.start()
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION)).passed
        assert the_server().pid == slow
    os.kill(slow, signal.SIGKILL)
    assert eventually(lambda: files(runtime).living() is None)
    monkeypatch.setattr(shared, "STARTING", 2.0)
    files(runtime).remove()
    shared.start(files(runtime), 60)
    hung = begun(runtime)
    os.kill(hung, signal.SIGSTOP)
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION)).passed
        assert the_server().pid != hung


def begun(runtime: Path) -> int:
    """The parent that has been started and still imports torch: whoever asks it waits until it has."""
    state = files(runtime).living()
    assert state is not None and state.ready is None
    return state.pid


def test_after_a_second_failure_a_private_parent_grades(
    runtime: Path, tmp_path: Path, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []

    def start_hung(found: Files, idle: float) -> None:
        listener = socket.socket(socket.AF_UNIX)  # and nobody ever answers
        listener.bind(str(found.socket))
        listener.listen(8)
        begun.append(listener)

    monkeypatch.setattr(shared, "start", start_hung)
    meanwhile = []
    with Grader(shared=True) as grader:
        assert grader.run(job(write_bank(tmp_path), SOLUTION), meanwhile=lambda: meanwhile.append(1)).passed
        assert meanwhile == [1]
        assert grader.run(job(tmp_path, SOLUTION)).passed
    assert len(begun) == 2
    for listener in begun:
        listener.close()


def test_what_a_dead_one_left_is_in_nobodys_way(runtime: Path, tmp_path: Path) -> None:
    runtime.mkdir(mode=0o700)
    left = files(runtime)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(left.socket))
    left.state.write_bytes(b'{"pid": 1, "since"')
    (runtime / "lock").write_bytes(b"4711\n")
    with Grader(shared=True) as grader:
        assert grader.run(job(write_bank(tmp_path), SOLUTION)).passed
    assert the_server().current


def test_a_socket_that_was_removed(runtime: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION)).passed
        files(runtime).socket.unlink()
        assert grader.run(job(bank, SOLUTION)).passed
    assert the_server().answers


def test_a_lock_that_is_never_released(runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "LOCK_SECONDS", 0.2)
    runtime.mkdir(mode=0o700)
    with place.lock(runtime), Grader(shared=True) as grader:
        assert grader.run(job(write_bank(tmp_path), SOLUTION)).passed
    assert not servers()


def test_another_version_is_another_server(runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = write_bank(tmp_path)
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION)).passed
    monkeypatch.setattr("dlquiz.__version__", "0.1.1")
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION)).passed
    assert sorted(server.current for server in servers()) == [False, True]


def test_the_log_is_bounded(runtime: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    with Grader(shared=True) as grader:
        assert grader.run(job(bank, SOLUTION)).passed
        log = files(runtime).log
        with log.open("ab") as file:
            file.write(b"words\n" * LOG_BYTES)
        assert grader.run(job(bank, SOLUTION)).passed
        assert eventually(lambda: log.stat().st_size <= LOG_BYTES)


def test_a_fault_of_the_job_replaces_nothing(runtime: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path, checks="import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    with Grader(shared=True) as grader:
        with pytest.raises(GraderFault, match="ended"):
            grader.run(job(bank, SOLUTION))
        server = the_server()
        assert server.jobs == 1, "and is not tried again"
        assert grader.run(job(write_bank(tmp_path), SOLUTION)).passed
    assert the_server().pid == server.pid
