"""The processes that make a release's records end with whoever has started them."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.processes import eventually, family, lives
from tests.support import write_bank

ENDLESS = "def double(x):\n    while True:\n        pass\n"
START = "import sys; from dlquiz.jobs import record_all; record_all(sys.argv[1], ['double'], sys.argv[2], print)"


def test_a_killed_release_leaves_nothing_running(tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", solution=ENDLESS)
    with subprocess.Popen([sys.executable, "-c", START, bank, tmp_path]) as process:
        assert eventually(lambda: any(has_torch(pid) for pid in family(process.pid)))
        (recording,) = family(process.pid)
        process.kill()
    try:
        assert eventually(lambda: not lives(recording), seconds=5)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(recording, signal.SIGKILL)


def has_torch(pid: int) -> bool:
    """Whether it has come so far as to load it; then it works soon, and forever."""
    try:
        return "libtorch_python" in Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return False
