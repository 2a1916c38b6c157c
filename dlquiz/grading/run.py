"""One run of one check: what it filed, how it ended. Also the place where a replay meets the learner's run."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from dlquiz.grading.compare import Difference
from dlquiz.grading.draw import Draw
from dlquiz.grading.proxies import AuthorError, Call, Watch
from dlquiz.model import Picture
from dlquiz.sandbox.process import Died, Missing, Raised, Unreadable
from dlquiz.sandbox.values import tensors_in

Ending = Raised | Missing | Unreadable | Died  # what the learner's code can end a check with


class Disagrees(Exception):
    """A replay differs from the learner's run: the mistake is not this one."""


@dataclass
class Filed:
    """One assertion's finding. `agrees(a, b)` is its own test, also between two wrong answers (see diagnosis)."""

    got: Any
    want: Any
    agrees: Callable[[Any, Any], bool]
    explain: Callable[[], Difference | None]  # the evidence, worked out only for the case that is shown
    call: Call | None
    ok: bool
    why: str = ""
    says: str = ""  # the author's word on what it means if it does not hold
    comparable: bool = False  # got and want are the same kind of thing, so a signature may relate them
    gap: Callable[[Any, Any], float] | None = None  # how far two answers are apart
    again: "Callable[[Any, Any, Call], Filed] | None" = None  # the same assertion about other answers


@dataclass
class Run:
    """What a check filed, in order, and the exception that ended it."""

    draw: Draw
    sides: int = 0  # the seed that both sides began with
    model: "Run | None" = None  # in a replay: the learner's run, against which each assertion is held at once
    filed: list[Filed] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    references: list[Call] = field(default_factory=list)  # what the reference was asked
    ending: Ending | None = None
    explains: bool = True  # False in a replay: nobody reads why it fails
    gradients: list[Any] = field(default_factory=list)  # what `gradient` was asked, in float64 (Problem)
    pictures: list[Picture] = field(default_factory=list)  # what is drawn if the check passes
    broke: str = ""  # the type of exception that checks.py itself raised on an answer that it could not use
    extra: dict[str, Any] = field(default_factory=dict)

    def file(self, item: Filed) -> None:
        """Takes an assertion; in a replay raises Disagrees at the first difference from the learner's run."""
        position = len(self.filed)
        self.filed.append(item)
        if self.model is None:
            return
        if position >= len(self.model.filed):
            raise Disagrees
        theirs = self.model.filed[position]
        if not theirs.agrees(theirs.got, item.got) or theirs.ok != item.ok:
            raise Disagrees

    @property
    def failed(self) -> bool:
        """True if the check is not passed."""
        return self.ending is not None or not all(item.ok for item in self.filed)

    def failing(self) -> list[Filed]:
        """The assertions that did not hold."""
        return [item for item in self.filed if not item.ok]

    def last_call(self) -> Call | None:
        """The learner's call that came last."""
        return self.calls[-1] if self.calls else None

    def call_of(self, value: Any) -> Call | None:
        """The call that returned `value`, or a part of it; else the last one."""
        for call in reversed(self.calls):
            if path_to(value, call.result) is not None:
                return call
        return self.last_call()


def path_to(value: Any, result: Any) -> tuple[Any, ...] | None:
    """The indices and keys that lead to `value` itself in a result; () if it is the whole, None if it is no part."""
    if result is value:
        return ()
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(result, (tuple, list)):
        inner = enumerate(result)
    elif isinstance(result, dict):
        inner = result.items()
    for step, part in inner:
        path = path_to(value, part)
        if path is not None:
            return (step, *path)
    return None


class Learner(Watch):
    """Watches the learner's side: remembers calls, and which tensors came from there."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.produced: dict[int, torch.Tensor] = {}

    def calling(self, call: Call) -> Call:
        self.run.calls.append(call)
        return call

    def after(self, result: Any) -> None:
        self.produced.update((id(tensor), tensor) for tensor in tensors_in(result))


class Asked(Watch):
    """Watches the reference's side: it must never be asked about what the learner returned."""

    ours = True

    def __init__(self, learner: Learner) -> None:
        self.learner = learner

    def calling(self, call: Call) -> Call:
        self.learner.run.references.append(call)
        return call

    def before(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        for tensor in (*tensors_in(args), *tensors_in(kwargs)):
            if id(tensor) in self.learner.produced:
                raise AuthorError("a check passes what `impl` returned to `ref`; pass what was drawn")


_current: list[Run] = []


def current() -> Run:
    """The run that is under way. Raises AuthorError outside a check."""
    if not _current:
        raise AuthorError("assertions are for checks; none is running")
    return _current[-1]


class under_way:
    """Makes `run` the current one."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def __enter__(self) -> Run:
        _current.append(self.run)
        return self.run

    def __exit__(self, *_: object) -> None:
        _current.pop()


def same_ending(mine: Ending | None, other: Ending | None, entries: Sequence[str]) -> bool:
    """Both ended well, or in the same way in the same entry."""
    if isinstance(mine, Raised) and isinstance(other, Raised):
        return mine.failure["type"] == other.failure["type"] and entry_of(mine, entries) == entry_of(other, entries)
    if isinstance(mine, Died) and isinstance(other, Died):
        return mine.verdict == other.verdict
    return type(mine) is type(other) and str(mine) == str(other)


def entry_of(raised: Raised, entries: Sequence[str]) -> str | None:
    """The entry in which an exception was raised, or the first function that it came through."""
    functions = [function for _, function, _ in raised.failure["frames"]]
    return next((name for name in functions if name in entries), functions[0] if functions else None)
