"""What is handed on to a parent when it is started, and what of it makes one parent unfit for another's jobs."""

import importlib.util
import os
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import dlquiz

# Set before numpy and torch are imported: a child that is forked beside a second thread may hang.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# Else torch's compiler makes a folder, and does not start where it can't. Nothing is compiled here.
NO_FOLDER = {"TORCHINDUCTOR_CACHE_DIR": "/tmp"}
# The rest stays with the user: a program can find the environment that it was started with, even a deleted one.
KEPT_ENVIRONMENT = (
    *("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME"),
    *("PYTHONUSERBASE", "PYTHONNOUSERSITE", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"),
    *("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "PYTORCH_CUDA_ALLOC_CONF"),
)
LIBRARIES = ("torch", "numpy", "msgpack", "msgspec")
LIMITS = ("RLIMIT_AS", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_CPU")
NAMESPACES = ("mnt", "pid", "user")  # two containers may share a folder


def environment() -> dict[str, str]:
    """The environment of a parent. Relative folders in PYTHONPATH are those of the caller."""
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    if "PYTHONPATH" in kept:
        kept["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, kept["PYTHONPATH"].split(os.pathsep)))
    return kept | ONE_THREAD | NO_FOLDER


def kind() -> str:
    """Hash of all that can make a parent grade otherwise: who, which Python, dlquiz and libraries, which surroundings.

    PATH is no part of it: no grading process starts a program, and it differs from one terminal to the next.
    """
    handed_on = sorted((name, value) for name, value in environment().items() if name != "PATH")
    who = (os.geteuid(), sys.executable, sys.prefix, sys.version, dlquiz.__version__)
    parts = (who, handed_on, list(_sources()), list(_libraries()), list(_surroundings()))
    return f"{zlib.crc32(repr(parts).encode()):08x}"  # hashlib would load OpenSSL: 7 ms


def _sources(folder: str = os.path.dirname(dlquiz.__file__)) -> Iterator[tuple[str, int, int]]:  # noqa: PTH120
    """Name, time and size of each of our source files. os.scandir: pathlib takes five times as long."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir():
            yield from _sources(entry.path)
        elif entry.name.endswith(".py"):
            status = entry.stat()
            yield entry.path, status.st_mtime_ns, status.st_size


def _libraries() -> Iterator[tuple[str, int]]:
    """Where the libraries lie, and when they were installed, without importing them."""
    for name in LIBRARIES:
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            package = Path(found.origin).parent
            version = package / "version.py"
            file = version if version.exists() else Path(found.origin)
            yield str(file), file.stat().st_mtime_ns


def _surroundings() -> Iterator[object]:
    """What a process inherits besides its environment: limits, niceness, processors, namespaces."""
    import resource

    yield from (resource.getrlimit(getattr(resource, name)) for name in LIMITS)
    yield os.getpriority(os.PRIO_PROCESS, 0)
    if sys.platform == "linux":
        yield sorted(os.sched_getaffinity(0))
        yield from (str(Path(f"/proc/self/ns/{name}").readlink()) for name in NAMESPACES)


def cores() -> int:
    """How many jobs this machine runs at once."""
    return len(own_cores()) or os.cpu_count() or 1


def own_cores() -> tuple[int, ...]:
    """The numbers of the cores that this process may use; none where the system has no such numbers."""
    return tuple(sorted(os.sched_getaffinity(0))) if hasattr(os, "sched_getaffinity") else ()
