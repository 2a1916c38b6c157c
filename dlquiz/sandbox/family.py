"""Processes that a submission may start, where its exercise allows some (`limits: {processes: …}`).

The sandbox and all that it starts live in a process-id namespace of their own. They see and signal each other alone,
and the kernel ends them all with the first one. In front of it stands a keeper, the process that the clean parent
knows: it passes the first one's end on as its own, and the first one dies with it.
"""

import os
import signal
from typing import NoReturn

from dlquiz.sandbox import linux

FIRST = 1  # its number in the namespace


def enter() -> None:
    """Returns in a new process, the first of a new namespace; this one becomes its keeper. Raises OSError."""
    linux.unshare(linux.CLONE_NEWPID)
    pid = os.fork()
    if pid:
        keep(pid)
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)


def contained() -> bool:
    """Whether this process is the first of a namespace: what it starts ends with it."""
    return os.getpid() == FIRST


def keep(pid: int) -> NoReturn:
    """Waits for the first process and ends as it does, in the parent's eyes. Holds none of its descriptors."""
    os.closerange(0, os.sysconf("SC_OPEN_MAX"))
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if os.WTERMSIG(status) != signal.SIGKILL:
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))
