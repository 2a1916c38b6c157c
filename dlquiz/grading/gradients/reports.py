"""What a check of gradients found."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Entry:
    """One element of a gradient."""

    index: tuple[int, ...]
    analytic: float
    numerical: float


@dataclass(frozen=True)
class ArgumentCheck:
    """What became of one argument's gradient.

    Attributes:
        name: of the argument.
        ok: the analytic gradient agrees with the function.
        error: the largest difference, relative to the slopes (absolute where those are all zero).
        allowed: how large that difference could have been.
        worst: the elements that are wrong, the worst first, at most five.
        kinks: elements where f has no slope and that were accepted by their one-sided slopes, or for want of any.
        compared: what was compared in the end; "nothing" if the analytic gradient is unusable, see `problem`.
        checked: how many directions or elements that were.
        size: how many elements the argument has. If fewer were checked, groups of elements narrowed them down.
        flat: f does not depend on this argument here; a right gradient is zero.
        problem: one clause, such as "has shape [3], the argument [4]". Empty if there is none.
    """

    name: str
    ok: bool
    error: float = 0.0
    allowed: float = 0.0
    worst: tuple[Entry, ...] = ()
    kinks: int = 0
    compared: Literal["directions", "elements", "nothing"] = "nothing"
    checked: int = 0
    size: int = 0
    flat: bool = False
    problem: str = ""


@dataclass(frozen=True)
class GradientReport:
    """The checked arguments in order. `not_finite`: how many numbers that f returns are NaN or infinite."""

    arguments: tuple[ArgumentCheck, ...]
    not_finite: int = 0

    @property
    def ok(self) -> bool:
        """True if every gradient agrees."""
        return all(argument.ok for argument in self.arguments)
