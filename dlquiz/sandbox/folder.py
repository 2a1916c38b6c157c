"""The one folder that a submission may write to, where its exercise asks for one (`limits: {files: …}`).

Each sandbox has a fresh one. It is a file system in memory, of the size and the number of files that are allowed, and
mounted where the sandbox alone sees it: nothing of it reaches a disk, and it is gone with the last process of the
sandbox, whatever ends it. What stays is the empty folder that it is mounted on, which the clean parent has made and
removes; one that was killed leaves that to the next parent. The judge never looks into it.

Where the system lets nobody mount, the folder itself is written to: each file has the size that is allowed at most
(RLIMIT_FSIZE), their number has no limit, and the layer is told as missing.
"""

import contextlib
import errno
import os
import shutil
import tempfile
from pathlib import Path

from dlquiz.sandbox import linux

PREFIX = "dlquiz-files-"
MOST_FILES = 4096
SHARED_MEMORY = "/dev/shm"  # where the C library keeps semaphores and shared memory that have a name


def make() -> str:
    """A new empty folder for a child of this process."""
    return tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")


def remove(folder: str) -> None:
    """Removes a folder of `make`."""
    with contextlib.suppress(RecursionError):  # of who could make folders in folders without end: see above
        shutil.rmtree(folder, ignore_errors=True)


def remove_stale() -> None:
    """Removes what parents have left that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = path.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not _alive(int(pid)):
            remove(str(path))  # another user's stays, and a link is not followed


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def mount(folder: str, size: int, named_memory: bool) -> None:
    """Puts a file system of `size` MiB in memory over `folder`, for this process and its children. Raises OSError.

    `named_memory`: it is also what the C library finds where it looks for semaphores and shared memory by name.
    """
    outside = Path("/proc/self/ns/mnt").readlink()
    linux.unshare(linux.CLONE_NEWNS)
    if Path("/proc/self/ns/mnt").readlink() == outside:  # or everybody on this machine would see it
        raise OSError(errno.ENOSYS, "the system made no namespace for mounts")
    linux.mount("none", "/", "", linux.MS_REC | linux.MS_PRIVATE)  # what is mounted from here on, nobody else sees
    options = f"size={size}m,nr_inodes={MOST_FILES},mode=0700"
    linux.mount("dlquiz", folder, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC, options)
    with tempfile.TemporaryFile(dir=folder):  # may be refused for the owner's number, which a namespace doesn't know
        pass
    if named_memory:
        linux.mount(folder, SHARED_MEMORY, "", linux.MS_BIND)


def enter(folder: str) -> None:
    """Makes it the current folder, and the one for temporary files."""
    os.chdir(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
