"""A revealed exercise as it is shown: what the bank has on it, and what a class did with it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ShownMistake:
    """A known mistake, how many `students` made it, and their `names` where they are to be shown.

    `source`: the whole wrong module. `text`: the diagnosis that a learner reads.
    """

    ids: tuple[str, ...]
    text: str
    source: str | None = None  # None: a diagnosis that is no known mistake, or of several that can't be told apart
    students: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClassFigures:
    """What a class did: `handed_in` of `students` handed in a file, and `passed` of these passed."""

    title: str
    students: int
    handed_in: int
    passed: int


@dataclass(frozen=True)
class Revealed:
    """One exercise. `mistakes`: the known ones; `others`: what else the class was told; the most frequent first."""

    slug: str
    title: str
    reference: str
    notes: str
    alternatives: dict[str, str]
    mistakes: Sequence[ShownMistake]
    others: Sequence[ShownMistake] = ()
    figures: ClassFigures | None = None
