"""What a sandbox gives up before it reads the submission, in this order, and what became of each layer.

1. environment: a short list, so that no key or token of the user's is left in it;
2. watch: no step of the child; the clean parent looks at its memory and threads from outside (watch.py);
3. limits: processor time, memory (on CPU runs), open files, the size of files (0: no byte is written to any), no core;
4. namespaces: a network without devices, and System V shared memory of its own;
5. privileges: no capabilities, no way to new ones, memory that no other process opens;
6. files (landlock.py, readable.py): reads Python and the libraries, nothing else; writes nothing. No exercise asks for
   a folder to write to, so there is none;
7. system calls (seccomp.py): no new process or program, no socket, no signal to others, no change to any file.

The process has one thread here: the last three hold for the calling thread and for those that it starts.
Every layer degrades alone: where the machine lacks one, its `Protection` says why, and the rest holds. There is no
RLIMIT_NPROC: it counts all processes of the user and does not bind root. Instead no process can be started (7) and
threads are counted (2).
"""

import contextlib
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from dlquiz.sandbox import linux, readable, seccomp, watch
from dlquiz.sandbox.steps import STEPS, Step, Terms, can_list, empty_environment

REQUIRED = frozenset({"watch", "limits", "privileges", "files", "system calls"})
"""The layers that a job can demand. The namespaces are a second wall behind the system calls, and not all users may."""


class Protection(msgspec.Struct, frozen=True):
    """One layer: whether it holds, and what of it, or why not."""

    name: str
    active: bool
    note: str


def prepare() -> None:
    """Does, once, in the clean parent, what all children need: compiles the filter, lists what may be read."""
    readable.readable()
    seccomp.program("cpu")


def lock_down(terms: Terms) -> tuple[Protection, ...]:
    """Restricts this process for good. A layer that can't be had is inactive in the answer; nothing is raised."""
    sys.dont_write_bytecode = True
    empty_environment()
    return tuple(_taken(step, terms) for step in STEPS)


def _taken(step: Step, terms: Terms) -> Protection:
    try:
        return Protection(step.name, True, step.run(terms))
    except (OSError, ValueError, seccomp.Missing) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return Protection(step.name, False, f"{reason}; {step.needs}")


def missing(protections: Sequence[Protection]) -> list[Protection]:
    """Those that a job with `demand_protection` can't do without, and that are not active."""
    return [layer for layer in protections if layer.name in REQUIRED and not layer.active]


# -- what the processes of the grader ask for themselves, on Linux


def hide_memory() -> None:
    """No other process of this user may trace this one or open its memory, unless it has the right to all."""
    _ask(linux.PR_SET_DUMPABLE, 0)


def die_with_parent() -> None:
    """Asks the kernel to kill this process when its parent dies (elsewhere a closed socket ends it)."""
    _ask(linux.PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Makes this process the parent of all orphans among its descendants, so that it can end them."""
    _ask(linux.PR_SET_CHILD_SUBREAPER, 1)


def _ask(option: int, value: int) -> None:
    if sys.platform == "linux":
        linux.prctl(option, value)


# -- what holds on this machine, by trial


def protections() -> tuple[Protection, ...]:
    """Locks down a child of this process, which then tries what each layer denies. Never imports torch."""
    prepare()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, msgspec.json.encode(_tried()))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    seen = watch.usage(pid) != (0, 0)
    os.waitpid(pid, 0)
    if not told:
        return tuple(Protection(step.name, False, "the trial of all layers broke off") for step in STEPS)
    layers = msgspec.json.decode(told, type=tuple[Protection, ...])
    return tuple(_ineffective(layer) if layer.name == "watch" and not seen else layer for layer in layers)


def _tried() -> list[Protection]:
    outside = _namespaces()
    attempts: dict[str, Callable[[], bool]] = {
        "limits": _takes_memory,
        "namespaces": lambda: _namespaces() == outside,
        "privileges": _has_privileges,
        "files": _reaches_files,
        "system calls": _calls_the_system,
    }
    layers = lock_down(Terms(seconds=10, memory=1024))
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
