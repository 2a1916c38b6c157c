"""What a sandbox gives up before it reads the submission.

Today: memory, core dumps, and a life beyond its parent's. Landlock and seccomp belong here too.
"""

import contextlib
import ctypes
import resource
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_SET_CHILD_SUBREAPER = 36


def lock_down(memory: int | None) -> None:
    """Limits this process. `memory` is in MiB on top of what is mapped now; None where the device needs more (CUDA)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory is not None and sys.platform == "linux":  # macOS does not enforce RLIMIT_AS
        mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        limit = mapped + (memory << 20)
        with contextlib.suppress(ValueError):  # a lower hard limit is in force already
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def die_with_parent() -> None:
    """Asks the kernel to kill this process when its parent dies (Linux; elsewhere a closed socket ends it)."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Makes this process the parent of all orphans among its descendants (Linux), so that it can end them."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value)
