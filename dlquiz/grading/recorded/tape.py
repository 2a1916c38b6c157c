"""The file of one exercise's record: an index in msgpack, then the bytes of all tensors, each kept once.

`dlquiz tape 1\\n`, the index's length (8 bytes, little-endian), the index, the bytes. A *section* holds what was asked
in one check and dtype, and is found by the seed that both sides began it with. It is read when it is first needed.
"""

from dataclasses import dataclass, field
from typing import Any

import msgpack
import msgspec

from dlquiz.errors import BankError
from dlquiz.sandbox.values import Tree

FORMAT = 1
MAGIC = b"dlquiz tape "
LENGTH = 8
Parameters = dict[str, tuple[tuple[str, int], ...]]  # of each function: (name, the number of its default or -1)


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """How one request ended. `kind`: value, raised, missing, unreadable, died; `data`: what else there is to say."""

    kind: str
    data: Any = None
    start: int = 0
    size: int = 0


class Asked(msgspec.Struct, frozen=True, array_like=True):
    """A question to the reference (see questions.Question), and its answer's number."""

    exact: bytes
    form: bytes
    numbers: tuple[float, ...]
    answer: int


class Outcome(msgspec.Struct, frozen=True, array_like=True):
    """What a mistake's run of a check came to: see run.Run. `filed`: (number of what was compared, whether it held)."""

    filed: tuple[tuple[int, bool], ...]
    failed: bool
    broke: str
    ending: int | None


class Section(msgspec.Struct, frozen=True, array_like=True):
    """One check in one dtype."""

    asked: tuple[Asked, ...] = ()
    mistakes: dict[str, Outcome] = {}


class Index(msgspec.Struct, frozen=True):
    """What stands before the bytes. `names`: the parameters of each function, for saying what was called."""

    seed: str
    torch: str
    names: dict[str, tuple[str, ...]]
    parameters: Parameters
    answers: tuple[Answer, ...]
    sections: dict[str, bytes]


@dataclass
class Tape:
    """A record as it is read."""

    index: Index
    blobs: memoryview
    _sections: dict[int, Section] = field(default_factory=dict)

    def section(self, seed: int) -> Section | None:
        """What was recorded under this seed of both sides."""
        if seed not in self._sections and str(seed) in self.index.sections:
            self._sections[seed] = msgspec.msgpack.decode(self.index.sections[str(seed)], type=Section)
        return self._sections.get(seed)

    def encoded(self, answer: Answer) -> tuple[Tree, bytes]:
        """An answer that is a value."""
        return msgpack.unpackb(answer.data), bytes(self.blobs[answer.start : answer.start + answer.size])


def read_tape(data: bytes, name: str) -> Tape:
    """The record in a file's bytes. `name`: what the file is called in errors.

    Raises:
        BankError: it is damaged, or of a newer format.
    """
    head, _, rest = data.partition(b"\n")
    number = head.removeprefix(MAGIC)
    if head.startswith(MAGIC) and number.isdigit() and int(number) > FORMAT:
        raise BankError(name, "this release was made by a newer dlquiz", "Update: pip install -U dlquiz")
    try:
        if number != str(FORMAT).encode():
            raise ValueError
        length = int.from_bytes(rest[:LENGTH], "little")
        index = msgspec.msgpack.decode(rest[LENGTH : LENGTH + length], type=Index)
    except (ValueError, msgspec.MsgspecError):
        raise BankError(name, "the record of this release is damaged", "Get the release again.") from None
    return Tape(index, memoryview(rest)[LENGTH + length :])


class Writer:
    """Puts a record together."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, bytes, int, int], int] = {}
        self._answers: list[Answer] = []
        self._starts: dict[bytes, int] = {}
        self._blobs = bytearray()
        self.sections: dict[int, Section] = {}

    def value(self, tree: Tree, blob: bytes) -> int:
        """The number of an answer that is a value."""
        if blob not in self._starts:
            self._starts[blob] = len(self._blobs)
            self._blobs += blob
        return self._add(Answer("value", msgpack.packb(tree), self._starts[blob], len(blob)))

    def ending(self, kind: str, data: Any) -> int:
        """The number of an answer that is none: see Answer."""
        return self._add(Answer(kind, data))

    def _add(self, answer: Answer) -> int:
        key = (answer.kind, msgspec.msgpack.encode(answer.data), answer.start, answer.size)
        if key not in self._numbers:
            self._numbers[key] = len(self._answers)
            self._answers.append(answer)
        return self._numbers[key]

    def file(self, seed: str, torch: str, names: dict[str, tuple[str, ...]], parameters: Parameters) -> bytes:
        """The whole file. For its other parts see Index."""
        sections = {str(seed): msgspec.msgpack.encode(section) for seed, section in self.sections.items()}
        index = msgspec.msgpack.encode(Index(seed, torch, names, parameters, tuple(self._answers), sections))
        return MAGIC + f"{FORMAT}\n".encode() + len(index).to_bytes(LENGTH, "little") + index + bytes(self._blobs)
