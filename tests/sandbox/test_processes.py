"""No process outlives what it works for."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from dlquiz.errors import GraderFault
from dlquiz.jobs import Grader
from dlquiz.server.connection import Connection
from tests.processes import eventually, family
from tests.support import SOLUTION, job, write_bank

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
ENDLESS = "def double(x):\n    while True: pass\n"


def test_a_job_leaves_no_sandbox(tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    with Grader() as grader:
        assert grader.run(job(bank, SOLUTION)).passed
        parent = grader._parent._process.pid
        assert eventually(lambda: len(family(parent)) == 1), "the idle judge alone is left"
    assert not Path(f"/proc/{parent}").exists()


CHILD = """
import ctypes, os, time
if os.fork() == 0:
    ctypes.CDLL(None).prctl(15, b"dlquiz-stray")
    time.sleep(1000)
"""
DAEMON = """
import ctypes, os, time
if os.fork() == 0:
    ctypes.CDLL(None).prctl(15, b"dlquiz-stray")
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        time.sleep(1000)
    os._exit(0)
"""


@pytest.mark.parametrize("start", [CHILD, DAEMON], ids=["child", "daemon"])
def test_what_a_submission_starts_ends_with_it(
    tmp_path: Path, write_startup: Callable[[str], None], start: str
) -> None:
    write_startup("import sys\nsys.modules['pyseccomp'] = None\n")  # else nothing could be started
    with Grader() as grader:
        assert grader.run(job(write_bank(tmp_path), start + SOLUTION)).passed
        parent = grader._parent._process.pid
        assert eventually(lambda: len(family(parent)) == 1)
    assert eventually(lambda: "dlquiz-stray" not in names())


def names() -> list[str]:
    """The names of all processes."""
    found = []
    for file in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            found.append(file.read_text(encoding="utf-8", errors="replace").strip())
    return found


def test_a_client_that_hangs_up_ends_its_job(tmp_path: Path) -> None:
    bank = write_bank(
        tmp_path,
        more="limits: {seconds: 60}\n",
        checks="""
from dlquiz.checks import check, close

@check("values", seconds=60)
def values(impl, ref, draw):
    close(impl.double(draw.normal(3)), 1)
""",
    )
    with Grader() as grader:
        connection = Connection(grader._parent.path)
        thread = threading.Thread(target=pytest.raises, args=(Exception, connection.run, job(bank, ENDLESS)))
        thread.start()
        parent = grader._parent._process.pid
        assert eventually(lambda: len(family(parent)) == 2), "a judge and a sandbox"
        connection.socket.shutdown(2)
        connection.close()
        assert eventually(lambda: not family(parent))
        thread.join()


def test_a_killed_judge_is_a_fault_of_ours_and_takes_its_sandbox_along(tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    with Grader() as grader:
        grader.run(job(bank, SOLUTION))
        parent = grader._parent._process.pid
        assert eventually(lambda: len(family(parent)) == 1)
        (judge,) = family(parent)
        threading.Timer(0.5, os.kill, (judge, signal.SIGKILL)).start()
        with pytest.raises(GraderFault):
            grader.run(job(bank, ENDLESS))
        assert eventually(lambda: not family(parent))
        assert grader.run(job(bank, SOLUTION)).passed, "the next job gets a fresh judge"


def test_a_killed_parent_takes_everything_along(tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    with Grader() as grader:
        grader.run(job(bank, SOLUTION))
        parent = grader._parent._process.pid
        children = family(parent)
        assert children
        os.kill(parent, signal.SIGKILL)
        assert eventually(lambda: not any(Path(f"/proc/{pid}/stat").exists() for pid in children))


def test_a_killed_client_takes_everything_along(tmp_path: Path) -> None:
    bank = write_bank(tmp_path)
    program = f"""
import time
from pathlib import Path
from dlquiz.jobs import Grader
from tests.support import SOLUTION, job
grader = Grader()
assert grader.run(job(Path({str(bank)!r}), SOLUTION)).passed
print(grader._parent._process.pid, grader._parent.path, flush=True)
time.sleep(1000)
"""
    client = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert client.stdout is not None
    number, path = client.stdout.readline().split()
    parent = int(number)
    everyone = {parent, *family(parent)}
    client.kill()
    client.wait()
    client.stdout.close()
    assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everyone))
    assert not Path(path).parent.exists()
