"""`solution`: when it opens."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.cli.output import PASSED
from dlquiz.cli.session import Session
from dlquiz.errors import UsageError
from dlquiz.model import ExerciseMeta

if TYPE_CHECKING:
    from dlquiz.view.pen import Screen


class Solution(Struct, frozen=True):
    """`solution`: the reference and its derivation, beside what the learner wrote."""

    meta: ExerciseMeta
    own: str | None
    reference: str
    notes: str
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """Reference and derivation."""
        return {"exercise": self.meta.slug, "solution": self.reference, "notes": self.notes}

    def screens(self) -> "Iterator[Screen]":
        """Side by side where there is room."""
        from dlquiz.view.solution import solution_view

        yield solution_view(self.meta.slug, self.own, self.reference, self.notes)


def open_solution(work: Session, meta: ExerciseMeta, give_up: bool) -> Solution:
    """The reference, if the exercise was ever passed or given up; giving up is recorded.

    Raises:
        UsageError: it stays closed. The text says what opens it.
    """
    standing = work.progress.standing(meta.slug)
    if not standing.opened:
        if not give_up:
            raise UsageError(
                f"the solution of {meta.slug} opens when you pass it. Stuck? dlquiz hint {meta.slug}; "
                f"or give up on it: dlquiz solution {meta.slug} --give-up"
            )
        if not standing.attempts:
            raise UsageError(f"try {meta.slug} at least once before you give up: dlquiz check {meta.slug}")
    reference, notes = work.bank.solution(meta.slug), work.bank.notes(meta.slug)
    if give_up and not (standing.passed or standing.gave_up):
        work.progress.note(meta.slug, "gave_up")
    return Solution(meta, _own(work, meta), reference, notes)


def _own(work: Session, meta: ExerciseMeta) -> str | None:
    """What the learner wrote; None if that is nothing."""
    try:
        own = work.workspace.file(meta).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return None if own == work.bank.stub(meta.slug) else own
