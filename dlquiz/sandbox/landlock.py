"""Landlock: the kernel denies this process all files but those that are named here, TCP, and signals to others.

No kept Python library offers it, so these are the system calls themselves. Sources of the constants:
include/uapi/linux/landlock.h and include/uapi/asm-generic/unistd.h (the numbers 444 to 446 are the same on every
architecture); which ABI brought what: Documentation/userspace-api/landlock.rst, "Compatibility".
"""

import contextlib
import ctypes
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from dlquiz.sandbox import linux

SYS_CREATE_RULESET = 444
SYS_ADD_RULE = 445
SYS_RESTRICT_SELF = 446
CREATE_RULESET_VERSION = 1 << 0
RULE_PATH_BENEATH = 1

WRITE_FILE = 1 << 1
READ_FILE = 1 << 2
READ_DIR = 1 << 3
REMOVE_DIR = 1 << 4
REMOVE_FILE = 1 << 5
MAKE_DIR = 1 << 7
MAKE_REG = 1 << 8
FIRST_FILE_RIGHTS = (1 << 13) - 1  # ABI 1: all from EXECUTE (bit 0) to MAKE_SYM (bit 12)
REFER = 1 << 13  # ABI 2
TRUNCATE = 1 << 14  # ABI 3
IOCTL_DEV = 1 << 15  # ABI 5
WRITABLE = WRITE_FILE | READ_FILE | READ_DIR | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE
TCP_RIGHTS = 0b11  # ABI 4: BIND_TCP, CONNECT_TCP
SCOPES = 0b11  # ABI 6: abstract Unix sockets, signals


class Ruleset(ctypes.Structure):
    """struct landlock_ruleset_attr: what is denied unless a rule allows it."""

    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class PathBeneath(ctypes.Structure):
    """struct landlock_path_beneath_attr: what is allowed on a file or beneath a folder."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """The version of the kernel's Landlock. Raises OSError where there is none or it is switched off."""
    return linux.call("syscall", SYS_CREATE_RULESET, None, 0, CREATE_RULESET_VERSION)


def restrict(readable: Iterable[Path], devices: Iterable[Path], writable: Iterable[Path] = ()) -> int:
    """Allows reading `readable` and all beneath, full use of `devices`, and plain files and folders beneath `writable`.

    Nothing else, for good: there, too, no link to a name elsewhere, device, FIFO or socket can be made.

    Paths that don't exist are passed over. No-new-privileges must be set. Returns the ABI; raises OSError.
    """
    version = abi()
    rules = Ruleset(file_rights(version), TCP_RIGHTS if version >= 4 else 0, SCOPES if version >= 6 else 0)
    ruleset = linux.call("syscall", SYS_CREATE_RULESET, ctypes.byref(rules), ctypes.sizeof(rules), 0)
    try:
        for path in readable:
            _allow(ruleset, path, READ_FILE | READ_DIR)
        for path in devices:
            _allow(ruleset, path, (READ_FILE | READ_DIR | WRITE_FILE | IOCTL_DEV) & rules.files)
        for path in writable:
            _allow(ruleset, path, WRITABLE & rules.files)
        linux.call("syscall", SYS_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def file_rights(version: int) -> int:
    """Every right on files that this ABI knows."""
    later = ((2, REFER), (3, TRUNCATE), (5, IOCTL_DEV))
    return FIRST_FILE_RIGHTS | sum(right for since, right in later if version >= since)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not stat.S_ISDIR(os.fstat(place).st_mode):
                rights &= ~READ_DIR  # the kernel refuses a folder's right on a file
            rule = PathBeneath(rights, place)
            linux.call("syscall", SYS_ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(rule), 0)
        finally:
            os.close(place)
