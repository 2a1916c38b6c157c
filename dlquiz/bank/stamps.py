"""By what a file is told from what it was before.

A stamp has the time of the last change that the kernel keeps (ctime), which `touch`, `cp -p`, `rsync` and `git` can't
set back. Two changes within one tick of the kernel's clock have one stamp; so nothing is kept of what was changed a
moment ago.
"""

import os
from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[int, ...]
SETTLED = 2 * 10**9  # nanoseconds; FAT's clock has the longest tick, two seconds


def stamps_of(paths: Iterable[Path]) -> tuple[Stamp, ...] | None:
    """A stamp of each path; None if one is not there."""
    try:
        return tuple(_stamp(path.stat()) for path in paths)
    except OSError:
        return None


def settled(stamps: Iterable[Stamp], now: int) -> bool:
    """Whether nothing was changed a moment before `now`, in nanoseconds of Unix time."""
    return all(max(stamp[:2]) + SETTLED < now for stamp in stamps)


def _stamp(status: os.stat_result) -> Stamp:
    return (status.st_ctime_ns, status.st_mtime_ns, status.st_size, status.st_ino, status.st_dev)
