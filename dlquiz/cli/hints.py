"""`hint`: one more each time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.cli.opening import policy_told
from dlquiz.cli.output import PASSED
from dlquiz.cli.session import Session
from dlquiz.model import ExerciseMeta

if TYPE_CHECKING:
    from rich.console import RenderableType


class Hints(Struct, frozen=True):
    """`hint`: those seen so far. `more`: whether there is another after these."""

    meta: ExerciseMeta
    seen: int
    named: bool  # the learner named the exercise, so commands have to
    give_up: bool  # after the last one they may open the solution
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """The texts, oldest first."""
        total = len(self.meta.hints)
        texts = self.meta.hints[: self.seen]
        return {"exercise": self.meta.slug, "hints": texts, "total": total, "more": self.seen < total}

    def screens(self) -> "Iterator[RenderableType]":
        """The newest last."""
        from dlquiz.view.hint import hint_view

        slug = self.meta.slug if self.named else None
        yield hint_view(self.meta.hints, self.seen, len(self.meta.hints), slug=slug, give_up=self.give_up)


def one_more(work: Session, meta: ExerciseMeta, named: bool) -> Hints:
    """The hints seen so far and the next one, which is counted; after the last, all of them."""
    seen = work.progress.standing(meta.slug).hints
    if seen < len(meta.hints):
        work.progress.note(meta.slug, "hint")
    return Hints(meta, min(seen + 1, len(meta.hints)), named, policy_told(work, meta).kind == "self_study")
