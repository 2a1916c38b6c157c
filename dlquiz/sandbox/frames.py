"""Frames between judge and sandbox: a fixed head, a msgpack tree, and the bytes of its tensors.

Head: `<u32 length of the tree> <u64 bytes of tensors> <u8 1 if these bytes lie in the shared region>`.
Everything is bounded before it is decoded. Bytes up to 64 KiB travel in the socket; more go through a region of shared
memory, one for each direction, made before the sandbox is forked; the receiver copies them before anything looks.
"""

import mmap
import os
import struct
import tempfile
from typing import Any

import msgpack
import numpy as np

from dlquiz.sandbox.values import Blob, ProtocolError, Tree, Unsendable

HEAD = struct.Struct("<IQB")
MAX_TREE = 4 << 20
MAX_ITEMS = 500_000
TREE_COST = 40  # bytes of memory that a byte of a tree can become: an empty list of three bytes takes over a hundred
INLINE = 64 << 10
AT_ONCE = 64 << 10  # bytes that are read from the socket at once: most messages whole
REGION = 256 << 20  # bytes of tensors in one message


def shared_memory() -> int:
    """A file descriptor of REGION bytes of anonymous memory, which nobody can shrink under a reader."""
    if hasattr(os, "memfd_create"):
        import fcntl

        fd = os.memfd_create("dlquiz", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(fd, REGION)
        # A shrunk file would be a SIGBUS in the judge.
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
        return fd
    with tempfile.TemporaryFile() as file:
        os.ftruncate(file.fileno(), REGION)
        return os.dup(file.fileno())


def map_region(fd: int) -> mmap.mmap:
    """The memory behind `fd`; closes `fd`."""
    region = mmap.mmap(fd, REGION)
    os.close(fd)
    return region


def pack(tree: Tree, blobs: list[Blob], region: mmap.mmap) -> bytes:
    """What to write into the socket for one message; large bytes are put into `region`. Raises Unsendable."""
    size = sum(blob.nbytes for blob in blobs)
    if size > REGION:
        raise Unsendable(f"{size / 2**20:.0f} MiB of numbers are more than the {REGION >> 20} MiB that can be read")
    try:
        packed: bytes = msgpack.packb(tree, unicode_errors="backslashreplace")
    except (ValueError, RecursionError) as error:
        raise Unsendable(f"a value can't be read: {error}") from None
    if len(packed) > MAX_TREE:
        raise Unsendable("a list, text or dict is too long to be read")
    if size <= INLINE:
        return HEAD.pack(len(packed), size, 0) + packed + b"".join(blob.tobytes() for blob in blobs)
    target, at = np.frombuffer(region, np.uint8), 0
    for blob in blobs:
        target[at : at + blob.nbytes] = blob
        at += blob.nbytes
    return HEAD.pack(len(packed), size, 1) + packed


class Reader:
    """Reads messages through `read(n)`, which returns exactly n bytes or raises."""

    def __init__(self, read: Any, region: mmap.mmap) -> None:
        self.read, self.region = read, region
        self.received = 0  # bytes of memory that all messages have taken, about

    def message(self) -> tuple[Tree, bytes | bytearray]:
        """One message's tree and bytes, copied. Raises ProtocolError."""
        length, size, shared = HEAD.unpack(self.read(HEAD.size))
        if length > MAX_TREE or size > (REGION if shared else INLINE) or shared > 1:
            raise ProtocolError(f"a frame of {length} + {size} bytes")
        self.received += length * TREE_COST + size
        packed = self.read(length)
        blob = self.region[:size] if shared else (self.read(size) if size else b"")
        try:
            tree = msgpack.unpackb(
                packed, max_array_len=MAX_ITEMS, max_map_len=0, max_ext_len=0, max_bin_len=0, strict_map_key=True
            )
        except Exception as error:
            raise ProtocolError(f"undecodable: {type(error).__name__}") from None
        return tree, blob
