"""What an exercise may ask for: a folder to write to, and processes to start. No more of either than it says."""

import codecs
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from dlquiz.errors import GraderFault
from dlquiz.jobs import Grader
from dlquiz.model import Report, Verdict
from dlquiz.sandbox import folder, linux, steps, watch
from dlquiz.sandbox.lockdown import IF_ASKED, REQUIRED, lock_down, protections
from dlquiz.sandbox.steps import Terms
from tests.sandbox.test_lockdown import tried
from tests.sandbox.test_processes import eventually, family
from tests.support import CHECKS, SOLUTION, job, write_bank

Graded = Callable[..., Report]
HERE = protections()
FULL = pytest.mark.skipif(
    not {layer.name for layer in HERE if layer.active} >= REQUIRED | IF_ASKED, reason=f"this machine lacks one: {HERE}"
)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
FILES = "limits: {seconds: 20, files: 2}\n"
PROCESSES = "limits: {seconds: 20, processes: 4}\n"
BOTH = "limits: {seconds: 20, files: 2, processes: 4}\n"


def left() -> list[Path]:
    """Folders of sandboxes that are still there."""
    return list(Path(tempfile.gettempdir()).glob(f"{folder.PREFIX}*"))


# -- the folder


WRITES = """
import os, pathlib, shutil, tempfile, torch
def work():
    place = pathlib.Path(tempfile.gettempdir())
    assert place == pathlib.Path.cwd() and os.environ["TMPDIR"] == str(place)
    (place / "a").write_text("one")
    os.mkdir("deeper")
    os.rename("a", "deeper/b")
    os.replace("deeper/b", "c")
    torch.save(torch.ones(3), "t.pt")
    assert torch.equal(torch.load("t.pt"), torch.ones(3))
    with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryDirectory() as other:
        file.write(bytes(1 << 18))
        shutil.copyfile(file.name, other + "/copy")
    with open("c", "r+") as file:
        file.truncate(1)
    print(sorted(os.listdir()))
work()
"""


@LINUX
def test_a_submission_writes_into_its_folder(graded: Graded) -> None:
    report = graded(WRITES + SOLUTION, more=FILES)
    assert report.passed, report
    assert report.output == "['c', 'deeper', 't.pt']\n"
    assert eventually(lambda: not left())
    assert graded(SOLUTION, more=FILES).passed


@FULL
def test_each_sandbox_has_a_fresh_folder(graded: Graded) -> None:
    source = """
import os
print(os.listdir())
open("kept", "w").close()
def double(x):
    while not os.path.exists("second"):
        open("second", "w").close()
        while True: pass
    return 2 * x
"""
    report = graded(source, more=FILES, checks=CHECKS.replace("points=2", "seconds=0.5"))
    assert report.output == "[]\n[]\n", "before and after a time-out"


@FULL
@pytest.mark.parametrize(
    "code",
    [
        "open('a', 'wb').write(bytes(3 << 20))",
        "for i in range(9): open(str(i), 'wb').write(bytes(1 << 19))",
        "kept = [open('x', 'wb') for _ in range(1)]\nfor _ in range(9):\n    kept.append(open('x', 'wb'))\n"
        "    kept[-1].write(bytes(1 << 19))\n    kept[-1].flush()\n    os.unlink('x')",
        "for i in range(1_000_000): open(str(i), 'w').close()",
        "for i in range(1_000_000): os.mkdir('d')\nos.chdir('d')",
        "while True: os.mkdir('d', 0o300) or os.chdir('d')",
        "os.posix_fallocate(os.open('a', os.O_RDWR | os.O_CREAT), 0, 3 << 20)",
        "import mmap\nfile = os.open('a', os.O_RDWR | os.O_CREAT)\nos.ftruncate(file, 1 << 40)",
        "os.symlink('/etc', 'etc')",
        "os.mkfifo('fifo')",
        "os.mknod('device', 0o20600, os.makedev(1, 1))",
        "import socket\nsocket.socket(socket.AF_UNIX).bind('socket')",
        "os.link(os.__file__, 'os.py')",
        "os.link('/etc/passwd', 'passwd')",
        "os.rename(os.__file__, 'os.py')",
        "open('../beside', 'w')",
        "open('/dev/shm/x', 'w')",
        "open('x', 'w').close()\nos.rename('x', '/dev/shm/x')",
        "open('x', 'w').close()\nos.chmod('x', 0o777)",
        "os.chmod('.', 0o777)",
        "os.setxattr('.', 'user.x', b'1')",
        "os.utime(os.__file__)",
        "os.unlink(os.__file__)",
        "os.rmdir(os.getcwd())",
        "os.mkdir('up')\nos.chdir('up')\nos.rename('..', '../../elsewhere')",
        "open('p', 'w').write('#!/bin/sh')\nos.execv('p', ['p'])",
        "c(libc.mount(b'none', os.getcwd().encode(), b'tmpfs', 0, 0))",
        "c(libc.umount2(os.getcwd().encode(), 2))",
    ],
)
def test_the_folder_is_bounded_in_all_ways(graded: Graded, code: str) -> None:
    output = tried(graded, code, more=FILES)
    assert output.startswith("denied: "), output
    assert eventually(lambda: not left())


@FULL
def test_what_is_in_the_folder_dies_with_the_sandbox(graded: Graded) -> None:
    source = "import os\nopen('a', 'w').write('x')\nkept = open('a')\nos.mkdir('locked', 0)\n"
    report = graded(source + SOLUTION, more=FILES)
    assert report.passed, report
    assert eventually(lambda: not left())


@FULL
def test_a_folder_that_is_filled_up_is_told_as_what_it_is(graded: Graded) -> None:
    report = graded("for name in 'ab': open(name, 'wb').write(bytes(3 << 19))\n" + SOLUTION, more=FILES)
    assert "No space left on device" in report.checks[0].message


@FULL
def test_nobody_else_sees_what_is_written(grader: Grader, tmp_path: Path) -> None:
    source = "import time\nopen('a', 'w').write('x')\ntime.sleep(1)\n"
    thread = threading.Thread(target=grader.run, args=(job(write_bank(tmp_path, more=FILES), source + SOLUTION),))
    assert eventually(lambda: not left()), "what tests before this one had ends first"
    thread.start()
    assert eventually(lambda: len(left()) == 1)
    (mine,) = left()
    while thread.is_alive():
        assert not list(mine.glob("*"))
        thread.join(0.01)
    assert eventually(lambda: not left())


def test_a_parent_removes_what_a_killed_one_has_left(tmp_path: Path) -> None:
    dead = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(dead, 0)
    stale = Path(tempfile.mkdtemp(prefix=f"{folder.PREFIX}{dead}-"))
    (stale / "file").write_text("old", encoding="utf-8")
    used = Path(folder.make())
    link = Path(tempfile.gettempdir(), f"{folder.PREFIX}{dead}-link")
    link.symlink_to(tmp_path)
    try:
        with Grader() as grader:
            assert grader.run(job(write_bank(tmp_path), SOLUTION)).passed
            assert not stale.exists()
            assert used.exists(), "this process lives"
            assert (tmp_path / "exercises").exists(), "a link is not followed"
    finally:
        link.unlink()
        used.rmdir()


@LINUX
def test_nothing_is_mounted_where_others_see_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    monkeypatch.setattr(linux, "unshare", lambda _: None)
    monkeypatch.setattr(linux, "mount", lambda *_: pytest.fail("mounted for all"))
    with pytest.raises(OSError, match="no namespace"):
        folder.mount(str(tmp_path), 1, named_memory=True)
    assert Path("/proc/self/mountinfo").read_text(encoding="utf-8") == mounts


NO_MOUNTS = """
from dlquiz.sandbox import linux
def refuse(*_): raise PermissionError(1, "Operation not permitted")
linux.mount = refuse
"""


@LINUX
def test_where_nothing_can_be_mounted_practice_goes_on(tmp_path: Path, write_startup: Callable[[str], None]) -> None:
    write_startup(NO_MOUNTS)
    bank = write_bank(tmp_path, more=FILES)
    with Grader() as grader:
        report = grader.run(job(bank, WRITES + SOLUTION))
        assert report.passed, report
        assert "folder" not in report.protection
        too_large = "open('a', 'wb').write(bytes(3 << 20))\n" + SOLUTION
        assert "File too large" in grader.run(job(bank, too_large)).checks[0].message
        with pytest.raises(GraderFault, match="“folder” is not active"):
            grader.run(job(bank, SOLUTION, demand_protection=True))
        assert eventually(lambda: not left())


# -- processes


FORKS = """
import multiprocessing, os, signal, time, torch
def work():
    reading, writing = os.pipe()
    if os.fork() == 0:
        torch.linalg.svd(torch.ones(3, 3))
        os.write(writing, b"from a child")
        os._exit(0)
    print(os.read(reading, 99), os.wait()[1])
    for _ in range(9):
        os.waitpid(os.fork() or os._exit(0), 0)
    here, far = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=lambda: far.send([1, 2]))
    process.start()
    print(here.recv())
    process.join()
    sleeper = os.fork() or time.sleep(1000)
    os.kill(sleeper, signal.SIGTERM)
    print(os.waitpid(sleeper, 0)[1])
work()
"""


@FULL
def test_a_submission_starts_processes(graded: Graded) -> None:
    report = graded(FORKS + SOLUTION, more=PROCESSES)
    assert report.passed, report
    assert report.output == "b'from a child' 0\n[1, 2]\n15\n"


LOADS = """
import multiprocessing, numpy as np, torch
from torch.utils.data import DataLoader
def work():
    fork = multiprocessing.get_context("fork")
    with fork.Pool(2) as pool:
        print(pool.map(abs, [-1, 2, -3]))
    loader = DataLoader(range(8), batch_size=4, num_workers=2, collate_fn=np.array, multiprocessing_context="fork")
    print([batch.tolist() for batch in loader])
work()
"""


@FULL
def test_with_a_folder_there_are_queues_pools_and_loaders_too(graded: Graded) -> None:
    report = graded(LOADS + SOLUTION, more=BOTH)
    assert report.passed, report
    assert report.output == "[1, 2, 3]\n[[0, 1, 2, 3], [4, 5, 6, 7]]\n"
    assert eventually(lambda: not left())


@FULL
@pytest.mark.parametrize(
    "code",
    [
        "os.execv('/bin/true', ['true'])",
        "import subprocess\nsubprocess.run(['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "if os.system('true') != 0: raise OSError('no shell')",
        "os.setsid()",
        "os.setpgid(0, 0)",
        "os.kill(-1, 9)",
        "os.kill(2, 0)",
        "os.kill(os.getppid() or 4_000_000, 0)",
        "import socket\nsocket.socketpair()",
        "c(libc.unshare(0x10000000))",
        "c(libc.setns(0, 0))",
        "c(libc.ptrace(16, 1, 0, 0))",
        "c(libc.prctl(36, 1, 0, 0, 0))",
    ],
)
def test_new_processes_are_all_that_is_allowed(graded: Graded, code: str) -> None:
    assert tried(graded, code, more=PROCESSES).startswith("denied: "), code


@FULL
@pytest.mark.parametrize(
    "bomb",
    [
        "while True: os.fork()",
        "for _ in range(9): os.fork() or time.sleep(1000)\nwhile True: pass",
        "while True:\n    if os.fork() == 0:\n        os.fork() and os._exit(0)",
    ],
    ids=["exponential", "nine that stay", "orphans"],
)
def test_a_fork_bomb_ends(grader: Grader, graded: Graded, bomb: str) -> None:
    report = graded(f"import os, time\n{bomb}\n" + SOLUTION, more=PROCESSES)
    assert report.verdict is Verdict.CRASHED, report
    assert "more than the 4 processes that are allowed" in report.checks[0].message
    parent = grader._parent._process.pid
    assert eventually(lambda: len(family(parent)) <= 2), "judges alone"
    assert graded(SOLUTION, more=PROCESSES).passed


@FULL
def test_each_process_has_the_memory_that_is_allowed(graded: Graded) -> None:
    hog = """
import os
if os.fork() == 0:
    kept = b"x" * (100 << 20)
    try: kept = b"x" * (300 << 20)
    except MemoryError: os._exit(3)
    os._exit(0)
print(os.wait()[1] >> 8)
"""
    assert graded(hog + SOLUTION, more="limits: {seconds: 20, memory: 256, processes: 1}\n").output == "3\n"


@FULL
@pytest.mark.parametrize("end", ["os._exit(3)", "os.abort()", "while True: pass"])
def test_the_end_of_the_first_process_is_told(graded: Graded, end: str) -> None:
    report = graded(f"import os\n{end}\n" + SOLUTION, more="limits: {seconds: 2, processes: 1}\n")
    told = {"os._exit(3)": "exit code 3", "os.abort()": "SIG", "while True: pass": "took more than"}
    assert told[end] in report.checks[0].message


STAYS = """
import ctypes, os, time
ctypes.CDLL(None).prctl(15, b"dlquiz-stays")
for _ in range(3):
    os.fork() or time.sleep(1000)
"""


def stays() -> list[int]:
    """Processes of STAYS."""
    found = []
    for file in Path("/proc").glob("[0-9]*/comm"):
        try:
            if file.read_text(encoding="utf-8").strip() == "dlquiz-stays":
                found.append(int(file.parent.name))
        except OSError:
            continue
    return found


@FULL
def test_what_was_started_ends_with_the_job(graded: Graded) -> None:
    assert graded(STAYS + SOLUTION, more=PROCESSES).passed
    assert eventually(lambda: not stays())


@FULL
@pytest.mark.parametrize("victim", ["parent", "judge", "keeper"])
def test_what_was_started_ends_with_a_killed_grader(tmp_path: Path, victim: str) -> None:
    bank = write_bank(tmp_path, more="limits: {seconds: 20, files: 1, processes: 4}\n")
    endless = STAYS + "while True: pass\n" + SOLUTION
    with Grader() as grader:
        parent = grader._parent._process.pid

        def run() -> None:
            try:
                grader.run(job(bank, endless))
            except GraderFault:
                return

        thread = threading.Thread(target=run)
        thread.start()
        assert eventually(lambda: len(stays()) == 4)
        children = sorted(family(parent) - set(stays()))
        target = {"parent": parent, "judge": children[0], "keeper": children[1]}[victim]
        os.kill(target, signal.SIGKILL)
        assert eventually(lambda: not stays())
        thread.join()
    with Grader() as grader:
        assert grader.run(job(bank, SOLUTION)).passed
        assert eventually(lambda: not left())


NO_PROCESS_NAMESPACE = """
from dlquiz.sandbox import linux
real = linux.unshare
def refuse(flags):
    if flags & linux.CLONE_NEWPID: raise PermissionError(1, "Operation not permitted")
    real(flags)
linux.unshare = refuse
"""


@LINUX
def test_where_processes_cannot_be_bounded_nobody_is_judged(
    tmp_path: Path, write_startup: Callable[[str], None]
) -> None:
    write_startup(NO_PROCESS_NAMESPACE)
    with Grader() as grader, pytest.raises(GraderFault, match="starts processes, which this machine can't bound"):
        grader.run(job(write_bank(tmp_path, more=PROCESSES), SOLUTION))


# -- users without any right


def in_a_child(work: Callable[[], str]) -> str:
    """What `work` says in a child of this process that is an ordinary user's."""
    codecs.lookup("ascii")  # is imported once, and not every user may read where Python lies
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            os.write(writing, work().encode("ascii"))
        except BaseException as error:
            os.write(writing, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.waitpid(pid, 0)
    return told


@LINUX
@pytest.mark.skipif(
    sys.platform == "linux" and linux.kernel() < steps.COUNTED_APART, reason="older kernels count all of a user's"
)
def test_the_kernel_counts_our_own_threads_and_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "MOST_TASKS", 20)

    def work() -> str:
        layers = {layer.name: layer for layer in lock_down(Terms(seconds=10, memory=1024))}
        if not layers["namespaces"].active:
            return f"none: {layers['namespaces'].note}"
        wait, started = threading.Event(), 0
        threading.stack_size(1 << 16)
        try:
            while started < 100:
                threading.Thread(target=wait.wait, daemon=True).start()
                started += 1
        except RuntimeError as error:
            return f"{started} {error}"
        return "no end"

    told = in_a_child(work)
    if told.startswith("none: "):
        pytest.skip(told)
    assert told == "19 can't start new thread", "the limit is 20, whatever else runs for this user"


@LINUX
def test_a_user_without_rights_gets_folder_and_processes(tmp_path: Path) -> None:
    place = Path(tempfile.mkdtemp(prefix=folder.PREFIX))
    place.chmod(0o777)

    def work() -> str:
        terms = Terms(seconds=10, memory=1024, files=1, folder=str(place), processes=2)
        layers = {layer.name: layer for layer in lock_down(terms)}
        if not (layers["folder"].active and layers["processes"].active):
            return f"none: {layers}"
        Path("a").write_text("x", encoding="utf-8")
        child = os.fork()
        if child == 0:
            os._exit(3)
        return f"{os.getpid()} {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])} {[path.name for path in Path().iterdir()]}"

    told = in_a_child(work)
    place.rmdir()
    if told.startswith("none: "):
        pytest.skip(told)
    assert told == "1 3 ['a']"


def test_what_a_watch_allows_grows_with_the_processes_that_are_there() -> None:
    assert watch.excess(os.getpid(), watch.Allowance(memory=1 << 40, processes=64)) is watch.Excess.NONE
    assert watch.excess(os.getpid(), watch.Allowance(memory=1, processes=64)) is watch.Excess.MEMORY
    assert watch.excess(os.getpid(), watch.Allowance(memory=1 << 40, processes=-3)) is watch.Excess.PROCESSES
