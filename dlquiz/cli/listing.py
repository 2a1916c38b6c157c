"""`list`: all exercises, and how the learner stands with each."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from dlquiz.bank import Topic
from dlquiz.cli.opening import day
from dlquiz.cli.output import PASSED
from dlquiz.cli.session import Session
from dlquiz.model import ExerciseMeta
from dlquiz.practice import Standing, State

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dlquiz.view.listing import ListRow


_SHOWN: dict[State, Literal["passed", "gave_up", "review", "pending", "locked"]] = {
    State.PASSED: "passed",
    State.GAVE_UP: "gave_up",
    State.REVIEW: "review",
    State.PENDING: "pending",
    State.LOCKED: "locked",
}


class Listing(Struct, frozen=True):
    """`list`: all exercises with how the learner stands. `broken`: by slug, what is wrong."""

    topics: Sequence[Topic]
    metas: Sequence[ExerciseMeta]
    states: dict[str, State]
    standings: dict[str, Standing]
    broken: dict[str, str]
    upcoming: str | None
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """All of it, topic by topic."""
        return {
            "passed": sum(state is State.PASSED for state in self.states.values()),
            "total": len(self.metas),
            "current": self.upcoming,
            "topics": [
                {"name": topic.name, "title": topic.title, "exercises": [self._entry(slug) for slug in topic.slugs]}
                for topic in self.topics
            ],
            "broken": self.broken,
        }

    def _entry(self, slug: str) -> dict[str, Any]:
        meta = next(meta for meta in self.metas if meta.slug == slug)
        standing = self._standing(slug)
        return {
            "exercise": slug,
            "title": meta.title,
            "kind": meta.kind,
            "difficulty": meta.difficulty,
            "minutes": meta.minutes,
            "state": self.states[slug],
            "points": standing.points,
            "max_points": standing.max_points,
            "attempts": standing.attempts,
            "hints": standing.hints,
            "review": None if standing.review is None else standing.review.isoformat(),
        }

    def _standing(self, slug: str) -> Standing:
        return self.standings.get(slug, Standing())

    def screens(self) -> "Iterator[RenderableType]":
        """The exercises under their topics."""
        from dlquiz.view.listing import ListRow, list_view

        broken = [ListRow("", slug, "", 0, "broken", reason=reason) for slug, reason in self.broken.items()]
        yield list_view([*self.rows(), *broken])

    def rows(self) -> "list[ListRow]":
        """The healthy ones."""
        from dlquiz.view.listing import ListRow

        titles = {topic.name: topic.title for topic in self.topics}
        return [
            ListRow(
                meta.topic,
                meta.slug,
                meta.title,
                meta.difficulty,
                _SHOWN[self.states[meta.slug]],
                topic_title=titles[meta.topic],
                points=self._standing(meta.slug).points,
                max_points=self._standing(meta.slug).max_points,
                after=tuple(slug for slug in meta.after if slug in self.states and not self.states[slug].done),
                current=meta.slug == self.upcoming,
                back=day(self._standing(meta.slug).review),
            )
            for meta in self.metas
        ]


def survey(work: Session) -> Listing:
    """All exercises of the bank; without a workspace nothing is done yet."""
    broken = {slug: str(error) for slug, error in work.bank.broken().items()}
    return Listing(work.bank.topics(), work.metas, work.states(), work.standings(), broken, work.upcoming())
