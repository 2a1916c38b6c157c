"""A question to the reference that a wrong answer may be the right one to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Change = Callable[[dict[str, Any]], dict[str, Any] | None]  # of a call's arguments by name; None: not this call


@dataclass(frozen=True)
class Question:
    """A changed call. `words` follow "This would be the right answer "; `undo` turns its answer back.

    Questions about the same arguments do not contradict each other: the first one is told.
    """

    id: str
    about: str
    words: str
    look: str
    change: Change
    undo: Callable[[Any, dict[str, Any]], Any] = lambda answer, arguments: answer
