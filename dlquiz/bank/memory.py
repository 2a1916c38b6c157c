"""What earlier commands made of the bank's YAML files, so that the next one need not read 120 of them.

A file of one learner's own, and a convenience: grading never looks at it, and whatever is wrong with it, it is as if it
were not there. An entry holds only while every file and folder that it was made of has the stamp it had then.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from dlquiz.bank.stamps import Stamp, settled, stamps_of

T = TypeVar("T")
READERS = Path(__file__).parent  # the code that makes entries; another version of it may make others


class _Entry(msgspec.Struct, frozen=True):
    stamps: tuple[Stamp, ...]
    value: msgspec.Raw


class _File(msgspec.Struct, frozen=True):
    code: tuple[Stamp, ...]
    entries: dict[str, _Entry]


class Memory:
    """Values by the paths that they were made of. `keep` writes the file, if there is anything new."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._code = stamps_of([READERS.parent / "model.py", *sorted(READERS.glob("*.py"))])
        self._entries = self._load()
        self._new = False

    def recall(self, paths: tuple[Path, ...], kind: type[T], make: Callable[[], T]) -> T:
        """What `make` returns, or returned when the `paths` were last as they are now.

        Args:
            paths: the file that the value is made of, and whatever else `make` looks at.
            kind: the value's type, for msgspec.
            make: reads the files. Its errors are raised again at each call.
        """
        started = time.time_ns()
        stamps = stamps_of(paths)
        if stamps is None:
            return make()
        known = self._entries.get(str(paths[0]))
        if known is not None and known.stamps == stamps:
            with suppress(msgspec.MsgspecError):
                return msgspec.msgpack.decode(known.value, type=kind)
        value = make()
        if settled(stamps, started) and stamps_of(paths) == stamps:
            self._entries[str(paths[0])] = _Entry(stamps, msgspec.Raw(msgspec.msgpack.encode(value)))
            self._new = True
        return value

    def keep(self) -> None:
        """Write the file whole. One that can't be written is done without."""
        if not self._new or self._code is None:
            return
        entries = {path: entry for path, entry in self._entries.items() if os.path.lexists(path)}
        draft = self._file.with_name(f".{self._file.name}.{os.getpid()}.tmp")
        with suppress(OSError):
            try:
                draft.write_bytes(msgspec.msgpack.encode(_File(self._code, entries)))
                draft.replace(self._file)
            finally:
                draft.unlink(missing_ok=True)
        self._new = False

    def _load(self) -> dict[str, _Entry]:
        with suppress(OSError, msgspec.MsgspecError):
            found = msgspec.msgpack.decode(self._file.read_bytes(), type=_File)
            if found.code == self._code:
                return found.entries
        return {}
