"""System calls of Linux for which Python 3.11 has no name. Each raises OSError, also where there is no Linux.

Sources of the constants: include/uapi/linux/prctl.h, sched.h, mount.h and capability.h of the Linux kernel.
"""

import contextlib
import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_GET_DUMPABLE = 3
PR_SET_DUMPABLE = 4
PR_SET_NAME = 15
PR_GET_NAME = 16
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
PR_SET_VMA = 0x53564D41

CLONE_PTRACE = 0x00002000
CLONE_PARENT = 0x00008000
CLONE_THREAD = 0x00010000
CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_NOSUID = 1 << 1
MS_NODEV = 1 << 2
MS_NOEXEC = 1 << 3
MS_BIND = 1 << 12
MS_REC = 1 << 14
MS_PRIVATE = 1 << 18

MADV_COLLAPSE = 25  # include/uapi/asm-generic/mman-common.h
LARGE_PAGE = 2 << 20
AT_ONCE = 16 << 20  # each call has the kernel look through the lists of all processors first

CAPABILITY_VERSION = 0x20080522  # _LINUX_CAPABILITY_VERSION_3: each set in two words of 32 bits

if sys.platform == "linux":
    _libc = ctypes.CDLL(None, use_errno=True)


class CapabilityHead(ctypes.Structure):
    """struct __user_cap_header_struct; process 0 is the caller."""

    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class CapabilitySets(ctypes.Structure):
    """struct __user_cap_data_struct, twice: the low and the high words."""

    _fields_ = (("words", ctypes.c_uint32 * 6),)


def call(name: str, *arguments: object) -> int:
    """libc's function `name`; -1 becomes an OSError. Whole numbers are passed as C longs."""
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, "this needs Linux")
    passed = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result: int = getattr(_libc, name)(*passed)
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def prctl(option: int, value: int = 0) -> int:
    """prctl(2) with one argument; the rest are 0."""
    return call("prctl", option, value, 0, 0, 0)


def kernel() -> tuple[int, int]:
    """The kernel's version, such as (6, 8)."""
    major, minor = os.uname().release.split(".")[:2]
    return int(major), int(minor.partition("-")[0])


def unshare(flags: int) -> None:
    """unshare(2)."""
    call("unshare", flags)


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """mount(2)."""
    call("mount", source.encode(), os.fsencode(target), kind.encode(), flags, options.encode())


def keep_ids(uid: int, gid: int) -> None:
    """In a new user namespace of this process: these numbers, which it had outside, stay its own.

    Else no file can be made in a file system that is mounted here (user_namespaces(7)).
    """
    prctl(PR_SET_DUMPABLE, 1)  # who hides its memory can't write these files
    for file, text in (("uid_map", f"{uid} {uid} 1"), ("setgroups", "deny"), ("gid_map", f"{gid} {gid} 1")):
        Path("/proc/self", file).write_text(text, encoding="ascii")


def large_pages() -> Iterator[None]:
    """Puts this process's own memory into pages of 2 MiB, as far as the kernel can (madvise(2), since Linux 6.1).

    A fork copies one entry for each page, whatever its size. Each step is one part of the memory.
    """
    for begin, end in list(_own_memory()):
        with contextlib.suppress(OSError):  # an older kernel, memory that was never touched, or no large page is free
            call("madvise", ctypes.c_void_p(begin), end - begin, MADV_COLLAPSE)
        yield


def _own_memory() -> Iterator[tuple[int, int]]:
    """Where large pages can lie in the memory that is this process's own and no file's, in parts of AT_ONCE bytes."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        where, rights, *_, last = line.split(maxsplit=5)
        if rights == "rw-p" and not last.startswith("/"):
            begin, end = (int(address, 16) for address in where.split("-"))
            first = -(-begin // LARGE_PAGE) * LARGE_PAGE
            past = end // LARGE_PAGE * LARGE_PAGE
            yield from ((part, min(part + AT_ONCE, past)) for part in range(first, past, AT_ONCE))


def drop_capabilities() -> None:
    """Empties all capability sets of this process, also those from which new ones could be taken."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    capability = 0
    try:
        while True:
            prctl(PR_CAPBSET_DROP, capability)
            capability += 1
    except OSError as error:  # EINVAL: past the last; EPERM: nothing to drop for who has no capability
        if error.errno not in (errno.EINVAL, errno.EPERM):
            raise
    call("capset", ctypes.byref(CapabilityHead(CAPABILITY_VERSION, 0)), ctypes.byref(CapabilitySets()))


def has_capabilities() -> bool:
    """Whether any capability is effective, permitted or inheritable."""
    sets = CapabilitySets()
    call("capget", ctypes.byref(CapabilityHead(CAPABILITY_VERSION, 0)), ctypes.byref(sets))
    return any(sets.words)
