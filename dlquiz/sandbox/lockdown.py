"""What a sandbox gives up before it reads the submission, in this order, and what became of each layer.

1. environment: a short list, so that no key or token of the user's is left in it;
2. watch: no step of the child; the clean parent looks at its memory and threads from outside (watch.py);
3. limits: processor time, memory (on CPU runs), open files, the size of files (0: no byte is written to any), no core;
4. namespaces: a network without devices, and System V shared memory of its own;
5. where the exercise asks for them: a folder to write to (folder.py), and processes to start (family.py);
6. privileges: no capabilities, no way to new ones, memory that no other process opens;
7. files (landlock.py, readable.py): reads Python and the libraries, nothing else; writes nothing outside that folder;
8. system calls (seccomp.py): no new process or program, no socket, no signal to others, no change to any file.

The process has one thread here: the last three hold for the calling thread and for those that it starts.
Every layer degrades alone: where the machine lacks one, its `Protection` says why, and the rest holds.
RLIMIT_NPROC counts all processes of a user, but never binds root. So it is set only where a user namespace (4) has
made the count one of our own; what bounds processes and threads is the filter (8) and the watch (2).
"""

import contextlib
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from dlquiz.sandbox import family, folder, linux, readable, seccomp, watch
from dlquiz.sandbox.steps import FOLDER, PROCESSES, Step, Terms, can_list, empty_environment, granted, steps

REQUIRED = frozenset({"watch", "limits", "privileges", "files", "system calls"})
"""The layers that every job can demand. The namespaces are a second wall behind the system calls; not all users may."""
IF_ASKED = frozenset({FOLDER.name, PROCESSES.name})
"""The layers that a job can demand if its exercise asks for them."""
TRIAL = Terms(seconds=10, memory=1024)


class Protection(msgspec.Struct, frozen=True):
    """One layer: whether it holds, and what of it, or why not."""

    name: str
    active: bool
    note: str


def prepare(terms: Terms = TRIAL) -> None:
    """Does, once, in the clean parent, what all children need: compiles the filter, lists what may be read."""
    readable.readable()
    seccomp.program(granted(terms, forks=terms.processes > 0))


def lock_down(terms: Terms) -> tuple[Protection, ...]:
    """Restricts this process for good. A layer that can't be had is inactive in the answer; nothing is raised."""
    sys.dont_write_bytecode = True
    empty_environment()
    return tuple(_taken(step, terms) for step in steps(terms))


def _taken(step: Step, terms: Terms) -> Protection:
    try:
        return Protection(step.name, True, step.run(terms))
    except (OSError, ValueError, seccomp.Missing) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return Protection(step.name, False, f"{reason}; {step.needs}")


def missing(protections: Sequence[Protection]) -> list[Protection]:
    """Those that a job with `demand_protection` can't do without, and that are not active."""
    return [layer for layer in protections if layer.name in REQUIRED | IF_ASKED and not layer.active]


# -- what the processes of the grader ask for themselves, on Linux


def hide_memory() -> None:
    """No other process of this user may trace this one or open its memory, unless it has the right to all."""
    _ask(linux.PR_SET_DUMPABLE, 0)


def die_with_parent() -> None:
    """Asks the kernel to kill this process when its parent dies (elsewhere a closed socket ends it)."""
    _ask(linux.PR_SET_PDEATHSIG, signal.SIGKILL)


def cheaper_forks() -> Iterator[None]:
    """Makes forks of this process cheaper, in steps of 5 ms, or 60 where memory is in pieces.

    With small pages one takes 6 ms, and its end another 8; else 2 and 3.
    """
    return linux.large_pages() if sys.platform == "linux" else iter(())


def adopt_orphans() -> None:
    """Makes this process the parent of all orphans among its descendants, so that it can end them."""
    _ask(linux.PR_SET_CHILD_SUBREAPER, 1)


def _ask(option: int, value: int) -> None:
    if sys.platform == "linux":
        linux.prctl(option, value)


# -- what holds on this machine, by trial


def protections() -> tuple[Protection, ...]:
    """Every layer, also those that only some exercises ask for. Never imports torch.

    Locks down children of this process, which then try what each layer denies.
    """
    asked = tuple(layer for layer in _trial(files=1, processes=1) if layer.name in IF_ASKED)
    return (*_trial(), *asked)


def _trial(files: int = 0, processes: int = 0) -> tuple[Protection, ...]:
    place = folder.make() if files else ""
    terms = msgspec.structs.replace(TRIAL, files=files, folder=place, processes=processes)
    prepare(terms)
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, msgspec.json.encode(_tried(terms)))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    seen = watch.usage(pid).threads > 0
    os.waitpid(pid, 0)
    if place:
        folder.remove(place)
    if not told:
        return tuple(Protection(step.name, False, "the trial of all layers broke off") for step in steps(terms))
    layers = msgspec.json.decode(told, type=tuple[Protection, ...])
    return tuple(_ineffective(layer) if layer.name == "watch" and not seen else layer for layer in layers)


def _tried(terms: Terms) -> list[Protection]:
    outside = _namespaces()
    attempts: dict[str, Callable[[], bool]] = {
        "limits": _takes_memory,
        "namespaces": lambda: _namespaces() == outside,
        "folder": lambda: _fills_the_folder(terms.files),
        "processes": lambda: not family.contained(),
        "privileges": _has_privileges,
        "files": _reaches_files,
        "system calls": _calls_the_system,
    }
    layers = lock_down(terms)
    return [_ineffective(layer) if layer.active and attempts.get(layer.name, bool)() else layer for layer in layers]


def _ineffective(layer: Protection) -> Protection:
    return Protection(layer.name, False, "the system accepted it, but did not act on it")


def _takes_memory() -> bool:
    if sys.platform != "linux":
        return False
    try:
        return bool(bytearray(2 << 30))
    except MemoryError:
        return False


def _namespaces() -> list[str]:
    with contextlib.suppress(OSError):
        return [str(Path(f"/proc/self/ns/{kind}").readlink()) for kind in ("net", "ipc")]
    return []


def _has_privileges() -> bool:
    hidden = not linux.prctl(linux.PR_GET_DUMPABLE)
    return linux.has_capabilities() or not linux.prctl(linux.PR_GET_NO_NEW_PRIVS) or not hidden


def _fills_the_folder(size: int) -> bool:
    """Whether more than `size` MiB fit into the current folder."""
    try:
        for name in ("one", "two"):
            Path(name).write_bytes(bytes(size << 20))
    except OSError:
        return False
    return True


def _reaches_files() -> bool:
    try:
        with tempfile.TemporaryFile():
            return True
    except OSError:
        return can_list("/")


def _calls_the_system() -> bool:
    with contextlib.suppress(PermissionError):
        if os.fork() == 0:
            os._exit(0)
        return True
    with contextlib.suppress(PermissionError):
        socket.socket().close()
        return True
    with contextlib.suppress(PermissionError):
        os.kill(os.getppid(), 0)
        return True
    return False
