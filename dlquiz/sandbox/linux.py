"""System calls of Linux for which Python 3.11 has no name. Each raises OSError, also where there is no Linux.

Sources of the constants: include/uapi/linux/prctl.h, sched.h and capability.h of the Linux kernel.
"""

import ctypes
import errno
import os
import sys

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

CLONE_THREAD = 0x00010000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000

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


def unshare(flags: int) -> None:
    """unshare(2)."""
    call("unshare", flags)


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
