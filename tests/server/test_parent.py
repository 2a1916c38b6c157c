"""The clean parent by itself: who gets which core, who gets no job any more, what it imports late."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from dlquiz.jobs import Grader, own_cores
from dlquiz.server import parent as module
from dlquiz.server.messages import DONE
from dlquiz.server.parent import Child, Parent
from tests.support import SOLUTION, job, write_bank


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Parent]]:
    """alone(cores=…): a parent whose loop is not running, in this process."""
    before = signal.getsignal(signal.SIGCHLD)
    lifeline, held = os.pipe()
    with socket.socket(socket.AF_UNIX) as listener:
        monkeypatch.chdir(tmp_path)  # a socket's path must be short
        listener.bind("s")
        yield lambda **more: Parent(listener, lifeline, **more)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, before)
    os.close(lifeline)
    os.close(held)


def judge(parent: Parent, pid: int, core: int | None, *, at_work: bool = True) -> Child:
    link = cast(socket.socket, object()) if at_work else None
    made = Child(pid, link, judge=True, core=core)
    parent.children[pid] = made
    return made


class TestCores:
    @pytest.fixture(autouse=True)
    def moved(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
        moves: list[tuple[int, int]] = []
        monkeypatch.setattr(module, "keep_on", lambda pid, core: moves.append((pid, core)))
        return moves

    def test_each_judge_gets_a_core_of_its_own(self, alone: Callable[..., Parent]) -> None:
        parent = alone(cores=(3, 5, 8))
        for pid in (11, 12, 13):
            judge(parent, pid, parent._core_for(None))
        assert {child.core for child in parent.children.values()} == {3, 5, 8}

    @pytest.mark.parametrize("first", [11, 12])
    def test_who_follows_others_takes_their_cores(
        self, alone: Callable[..., Parent], first: int, moved: list[tuple[int, int]]
    ) -> None:
        """Two judges end at the same time. Their successors come while they are still dying."""
        parent = alone(cores=(0, 1))
        judge(parent, 11, 0)
        judge(parent, 12, 1)
        for dying, pid in ((first, 21), (23 - first, 22)):
            judge(parent, pid, parent._core_for(None))
            del parent.children[dying]
        for _ in range(2):
            for pid in (21, 22):
                parent._seat(parent.children[pid])
        assert {child.core for child in parent.children.values()} == {0, 1}
        assert len(moved) <= 1, "nobody is moved to and fro"

    def test_idle_judges_take_no_core(self, alone: Callable[..., Parent]) -> None:
        parent = alone(cores=(0, 1))
        judge(parent, 11, 0)
        judge(parent, 12, 1, at_work=False)
        assert parent._core_for(None) == 1

    def test_where_the_system_chooses_nobody_is_moved(
        self, alone: Callable[..., Parent], moved: list[tuple[int, int]]
    ) -> None:
        parent = alone()
        parent._seat(judge(parent, 11, None))
        assert parent._core_for(None) is None and not moved


@pytest.mark.skipif(not own_cores(), reason="this system does not tell a process its cores")
def test_a_core_that_is_gone_is_no_fault() -> None:
    module.keep_on(0, 1023)
    assert own_cores()


def test_a_judge_that_was_killed_gets_no_job(alone: Callable[..., Parent], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its client hung up, and while it was killed it said that it was done: a job for it would be lost."""
    killed: list[int] = []
    monkeypatch.setattr(module, "kill_group", killed.append)
    parent = alone()
    clients, link = socket.socketpair()
    judges, asks = socket.socketpair()
    parent.children[11] = Child(11, link, judge=True, asks=asks)
    for registered in (link, asks):
        parent.poll.register(registered)
    clients.close()
    fds = link.fileno(), asks.fileno()
    parent._serve(fds[0])
    judges.send(DONE)
    parent._serve(fds[1])
    assert killed == [11]
    assert parent._idle_judges() == []
    for ours in (link, asks, judges):
        ours.close()


TELLS = "import sys, torch\nprint('torch._dynamo' in sys.modules)\n" + SOLUTION


def test_a_class_imports_late_what_only_some_need(grader: Grader, tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    assert grader.run(job(bank, TELLS + "from torch.optim import SGD\n")).output == "True\n"
    with Grader() as practice:  # a parent that others may share must not pause for it
        assert practice.run(job(bank, TELLS + "from torch.optim import SGD\n")).output == "False\n"


def test_what_is_imported_late_makes_no_folder(tmp_path: Path) -> None:
    """And so a file of the folder's name, which anybody can make in a shared /tmp, can't keep it from being imported."""
    import getpass

    (tmp_path / f"torchinductor_{getpass.getuser()}").write_text("")
    bank = write_bank(tmp_path / "bank")
    script = (
        "import sys\nfrom dlquiz.jobs import Grader\nfrom tests.support import job\nfrom pathlib import Path\n"
        "with Grader(thorough=True) as grader:\n"
        "    print(grader.run(job(Path(sys.argv[1]), sys.argv[2])).verdict)\n"
    )
    source = "import torch\nopt = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1.0)\n" + SOLUTION
    done = subprocess.run(
        [sys.executable, "-c", script, str(bank), source],
        capture_output=True, text=True, check=False, env=os.environ | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout == "passed\n", done.stderr
