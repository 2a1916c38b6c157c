"""The steps of the lock-down, one a layer. lockdown.py says in which order, and what they are for."""

import os
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from dlquiz.sandbox import family, folder, landlock, linux, readable, seccomp, watch

KEPT_ENVIRONMENT = (
    *("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    *("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "PYTORCH_CUDA_ALLOC_CONF"),
)
NOT_WRITABLE = "/tmp"  # imports of torch ask for such folders, and would try to make them, had they no name
OPEN_FILES = 64
OPEN_FILES_CUDA = 1024
MEMORY_FILE = 1 << 30  # bytes of one in memory, which CUDA may make: the limit on files is one on these, too
SPARE_SECONDS = 60  # of processor time: failed checks run twice, and threads count each for itself
COUNTED_APART = (5, 14)  # Linux from which on RLIMIT_NPROC counts each user namespace for itself (user_namespaces(7))
MOST_TASKS = 2 * watch.MAX_THREADS  # what the watch, which has the first word, is too slow to see
AFTER_WARNING = 5  # seconds from SIGXCPU, which tells the judge why the process ended, to SIGKILL


class Terms(msgspec.Struct, frozen=True):
    """What a sandbox is granted: `seconds` of work, `memory` in MiB on top of what is mapped at its start, a device.

    `closed` is a folder that must not be readable: the exercise's. `files` are MiB that it may write into `folder`,
    which the clean parent makes; `processes` are those that it may start. `compiler`: it may need torch._dynamo.
    """

    seconds: float
    memory: int
    device: str = "cpu"
    closed: str = ""
    files: int = 0
    folder: str = ""
    processes: int = 0
    compiler: bool = False


class Step(NamedTuple):
    """One layer. `run` returns a note on what holds now, or raises OSError, ValueError or seccomp.Missing."""

    name: str
    run: Callable[[Terms], str]
    needs: str


def empty_environment() -> None:
    """Also in C: os.environ passes every deletion on."""
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    os.environ.clear()
    os.environ.update(kept, HOME="/nonexistent", CUDA_CACHE_DISABLE="1", TORCHINDUCTOR_CACHE_DIR=NOT_WRITABLE)
    tempfile.tempdir = NOT_WRITABLE


def check_watch(_: Terms) -> str:
    """Whether the parent will see this process: as this one sees the parent, since both hide their memory."""
    if not watch.usage(os.getppid()).threads:
        raise ValueError("this system does not show what a process uses")
    return f"memory and threads are looked at {1 / watch.INTERVAL:.0f} times a second"


def limit_resources(terms: Terms) -> str:
    """The kernel's own limits."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, max(terms.files << 20, MEMORY_FILE if terms.device == "cuda" else 0))
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES if terms.device == "cpu" else OPEN_FILES_CUDA)
    _limit(resource.RLIMIT_CPU, 2 * int(terms.seconds) + SPARE_SECONDS, AFTER_WARNING)
    if sys.platform != "linux":
        return "processor time, open files, size of files; this system does not limit memory"
    if terms.device != "cpu":
        return "processor time, open files, size of files"  # CUDA maps far more memory than it uses
    mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    _limit(resource.RLIMIT_AS, mapped + (terms.memory << 20))
    return "processor time, memory, open files, size of files"


def _limit(which: int, value: int, spare: int = 0) -> None:
    hard = resource.getrlimit(which)[1]
    highest = value + spare if hard == resource.RLIM_INFINITY else min(value + spare, hard)
    resource.setrlimit(which, (min(value, highest), highest))


def leave_namespaces(_: Terms) -> str:
    """A network and an IPC namespace of its own; inside a user namespace of its own where that is the only way."""
    apart = linux.CLONE_NEWNET | linux.CLONE_NEWIPC
    held = "a network without devices, and shared memory of its own"
    try:
        linux.unshare(apart)
    except PermissionError:
        ids = os.getuid(), os.getgid()
        linux.unshare(linux.CLONE_NEWUSER | apart)
        linux.keep_ids(*ids)
        if linux.kernel() >= COUNTED_APART:
            _limit(resource.RLIMIT_NPROC, MOST_TASKS)
            return f"{held}; {MOST_TASKS} threads"
    return held


def give_folder(terms: Terms) -> str:
    """The one folder to write to, where the exercise asks for it."""
    try:
        folder.mount(terms.folder, terms.files, named_memory=terms.processes > 0)
    finally:
        folder.enter(terms.folder)
    return f"one folder to write to, {terms.files} MiB in memory"


def allow_processes(terms: Terms) -> str:
    """Returns in a new process: the first of those that the exercise allows."""
    family.enter()
    return f"{terms.processes} processes to start, which end with it"


def drop_privileges(_: Terms) -> str:
    """For good, and for all that this process may become."""
    linux.drop_capabilities()
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    return "no capabilities, and no way to new ones"


def close_files(terms: Terms) -> str:
    """Landlock; then tries whether the exercise's folder is out of reach indeed."""
    places = (*readable.readable(), *readable.for_device(terms.device))
    writable = [Path(terms.folder)] if terms.files else []
    version = landlock.restrict(places, readable.devices(terms.device), writable)
    if terms.closed and can_list(terms.closed):
        raise ValueError(f"{terms.closed} lies among the files that Python itself reads")
    where = "outside its folder " if writable else ""
    return f"Python and its libraries can be read, nothing {where}can be written (Landlock {version})"


def can_list(folder: str) -> bool:
    """Whether this process can look into a folder."""
    try:
        next(Path(folder).iterdir(), None)
    except OSError:
        return False
    return True


def filter_calls(terms: Terms) -> str:
    """seccomp."""
    seccomp.load(granted(terms, forks=terms.processes > 0 and family.contained()))
    return "no process, no program, no socket, no signal to others (seccomp)"


def granted(terms: Terms, *, forks: bool) -> seccomp.Grants:
    """What the filter lets through for `terms`."""
    return seccomp.Grants(terms.device, files=terms.files > 0, forks=forks)


NAMESPACES = "needs root, or a system that lets users make namespaces"
FOLDER = Step("folder", give_folder, NAMESPACES)
PROCESSES = Step("processes", allow_processes, NAMESPACES)


def steps(terms: Terms) -> tuple[Step, ...]:
    """The steps for a sandbox on these terms: two of them are for what an exercise may ask for."""
    return (
        Step("watch", check_watch, "needs Linux and /proc without hidepid"),
        Step("limits", limit_resources, "the system refused"),
        Step("namespaces", leave_namespaces, NAMESPACES),
        *([FOLDER] if terms.files else []),
        *([PROCESSES] if terms.processes else []),
        Step("privileges", drop_privileges, "needs Linux"),
        Step(
            "files", close_files, "needs Linux 5.13 with Landlock switched on, and a bank outside Python's own folders"
        ),
        Step("system calls", filter_calls, "needs Linux with seccomp, libseccomp and pyseccomp"),
    )
