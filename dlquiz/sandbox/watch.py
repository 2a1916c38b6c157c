"""What a sandbox uses, seen from outside: memory and threads of the process and of all that it started.

The clean parent looks, not the judge: the judge is busy with the reference while threads of a submission may go on
taking memory; and the parent has the process's number, may kill it and reports its end anyway. It sees shared mappings,
memory mapped for CUDA, and threads, none of which a limit of the kernel bounds (RLIMIT_AS is of no use with CUDA,
RLIMIT_NPROC counts a user's processes on the whole machine and does not bind root).
"""

import os
from enum import IntEnum
from pathlib import Path

INTERVAL = 0.05  # seconds between two looks
MAX_THREADS = 1024
CUDA_HOST = 8 << 30  # bytes that a CUDA context may take in the machine's own memory


class Excess(IntEnum):
    """Why a sandbox was killed by its watch. Travels to the judge beside the process's exit status."""

    NONE = 0
    MEMORY = 1
    THREADS = 2


def usage(pid: int) -> tuple[int, int]:
    """(resident bytes, threads) of one process; (0, 0) if it is gone or hidden from us."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0, 0
    # proc(5): num_threads is field 20 and rss field 24; two stand before the ")".
    return int(fields[21]) * os.sysconf("SC_PAGE_SIZE"), int(fields[17])


def ceiling(memory: int, device: str, regions: int) -> int:
    """Resident bytes above which a sandbox that is forked from this process is killed.

    `memory` MiB come on top of what the fork inherits and of the bytes of `regions`, through which tensors travel.
    """
    return usage(os.getpid())[0] + (memory << 20) + regions + (CUDA_HOST if device == "cuda" else 0)


def excess(pid: int, limit: int) -> Excess:
    """Whether that process and its descendants are beyond their means."""
    resident, threads = (sum(column) for column in zip(*map(usage, _family(pid)), strict=True))
    if resident > limit:
        return Excess.MEMORY
    return Excess.THREADS if threads > MAX_THREADS else Excess.NONE


def _family(pid: int) -> list[int]:
    found = [pid]
    for member in found:  # grows while it is read
        try:
            for task in Path(f"/proc/{member}/task").iterdir():
                found += map(int, (task / "children").read_text(encoding="ascii").split())
        except OSError:  # gone
            continue
    return found
