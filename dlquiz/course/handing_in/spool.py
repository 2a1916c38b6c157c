"""The sources of a class in one temporary file without a name, so that memory holds where they lie and no more."""

import os
import tempfile
import weakref
from collections.abc import Sequence
from typing import NamedTuple, overload

import msgspec

from dlquiz.class_model import HandedIn
from dlquiz.errors import UsageError


class Span(NamedTuple):
    """Where a source lies in the spool."""

    offset: int
    length: int


class Spool:
    """Sources as they were when they were read, whatever becomes of the files. Gone when nothing refers to it."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  it lives as long as this
        weakref.finalize(self, self._file.close)
        self.size = 0  # bytes

    def add(self, source: bytes) -> Span:
        """Keep a source. Raises UsageError where the disk is full."""
        span = Span(self.size, len(source))
        try:
            while source:
                written = os.pwrite(self._file.fileno(), source, self.size)
                source, self.size = source[written:], self.size + written
        except OSError as error:
            folder = tempfile.gettempdir()
            raise UsageError(
                f"the submissions can't be copied to {folder} ({error.strerror}). "
                "Free some space, or name another folder in TMPDIR."
            ) from None
        return span

    def source(self, span: Span) -> bytes:
        """A source that was added."""
        return os.pread(self._file.fileno(), span.length, span.offset)


class SpooledFiles(Sequence[HandedIn]):
    """What was handed in; each item gets its source when it is asked for.

    Args:
        items: without their sources, each with the place of its own.
    """

    def __init__(self, spool: Spool, items: Sequence[tuple[HandedIn, Span]]) -> None:
        self._spool, self._items = spool, items

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> HandedIn: ...
    @overload
    def __getitem__(self, index: slice) -> "SpooledFiles": ...
    def __getitem__(self, index: int | slice) -> "HandedIn | SpooledFiles":
        if isinstance(index, slice):
            return SpooledFiles(self._spool, self._items[index])
        handed_in, span = self._items[index]
        return msgspec.structs.replace(handed_in, source=self._spool.source(span))
