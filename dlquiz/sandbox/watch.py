"""What a sandbox uses, seen from outside: memory, threads and processes, its own and of all that it started.

The clean parent looks, not the judge: the judge is busy with the reference while threads of a submission may go on
taking memory; and the parent has the process's number, may kill it and reports its end anyway. It sees shared mappings,
memory mapped for CUDA, threads and processes, none of which a limit of the kernel bounds for every user (RLIMIT_AS is
of no use with CUDA and counts each process for itself, RLIMIT_NPROC does not bind root).
"""

import os
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

INTERVAL = 0.05  # seconds between two looks
MAX_THREADS = 1024
CUDA_HOST = 8 << 30  # bytes that a CUDA context may take in the machine's own memory
UNASKED = 64  # processes of a submission that may start none, on a machine whose filter is missing: a bomb is stopped
OURS = 2  # processes of a sandbox that are not the submission's own doing: its keeper (family.py) and itself


class Excess(IntEnum):
    """Why a sandbox was killed by its watch. Travels to the judge beside the process's exit status."""

    NONE = 0
    MEMORY = 1
    THREADS = 2
    PROCESSES = 3


class Usage(NamedTuple):
    """What one process uses. All 0 if it is gone or hidden from us; a dead one that nobody waits for has a thread."""

    resident: int  # bytes
    threads: int
    lives: bool


class Allowance(NamedTuple):
    """What a sandbox may use: bytes of memory for each process, and processes beside its own."""

    memory: int
    processes: int


def usage(pid: int) -> Usage:
    """What that process uses."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return Usage(0, 0, False)
    # proc(5): state is field 3, num_threads 20 and rss 24; two stand before the ")".
    return Usage(int(fields[21]) * os.sysconf("SC_PAGE_SIZE"), int(fields[17]), fields[0] != b"Z")


def allowance(memory: int, device: str, regions: int, processes: int) -> Allowance:
    """For a sandbox that is forked from this process.

    `memory` MiB come on top of what a fork inherits, and of the bytes of `regions`, through which tensors travel.
    """
    cuda = CUDA_HOST if device == "cuda" else 0
    return Allowance(usage(os.getpid()).resident + (memory << 20) + regions + cuda, most(processes))


def most(processes: int) -> int:
    """How many processes the watch lets live where an exercise allows so many."""
    return processes or UNASKED


def excess(pid: int, allowed: Allowance) -> Excess:
    """Whether that process and its descendants are beyond their means."""
    family = [usage(member) for member in _family(pid)]
    living = sum(member.lives for member in family)
    if living > allowed.processes + OURS:
        return Excess.PROCESSES
    if sum(member.resident for member in family) > max(1, living) * allowed.memory:
        return Excess.MEMORY
    return Excess.THREADS if sum(member.threads for member in family) > MAX_THREADS else Excess.NONE


def _family(pid: int) -> list[int]:
    found = [pid]
    for member in found:  # grows while it is read
        try:
            for task in Path(f"/proc/{member}/task").iterdir():
                found += map(int, (task / "children").read_text(encoding="ascii").split())
        except OSError:  # gone
            continue
    return found
