"""Which exercise comes next: the order of the curriculum, and what an exercise builds on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from dlquiz.model import ExerciseMeta
from dlquiz.practice.progress import Standing


class State(StrEnum):
    """Where an exercise stands in a learner's way through the curriculum."""

    PASSED = "passed"
    GAVE_UP = "gave_up"  # the solution was opened: nothing to do until it comes back
    REVIEW = "review"  # given up, and back
    PENDING = "pending"
    LOCKED = "locked"  # builds on one that is not done; `check SLUG` opens it all the same

    @property
    def done(self) -> bool:
        """True if there is nothing to do now."""
        return self in {State.PASSED, State.GAVE_UP}

    @property
    def unlocks(self) -> bool:
        """True if what builds on it may be begun."""
        return self.done or self is State.REVIEW


def states(metas: Sequence[ExerciseMeta], standings: Mapping[str, Standing], now: datetime) -> dict[str, State]:
    """Slug to state, in the order of `metas`. What `after` names and the bank doesn't have is left out of account."""
    own = {meta.slug: _own_state(standings.get(meta.slug, Standing()), now) for meta in metas}
    return {meta.slug: _in_order(meta, own) for meta in metas}


def upcoming(states: Mapping[str, State], current: str | None) -> str | None:
    """The exercise to work on; None when all are done.

    `current` while it is not done, else what is back for review, else the first pending one.
    """
    if current is not None and current in states and not states[current].done:
        return current
    for wanted in (State.REVIEW, State.PENDING):
        for slug, state in states.items():
            if state is wanted:
                return slug
    return None


def _own_state(standing: Standing, now: datetime) -> State:
    if standing.review is not None:
        return State.GAVE_UP if now < standing.review else State.REVIEW
    return State.PASSED if standing.passed else State.PENDING


def _in_order(meta: ExerciseMeta, own: Mapping[str, State]) -> State:
    if own[meta.slug].unlocks:
        return own[meta.slug]
    missing = any(slug in own and not own[slug].unlocks for slug in meta.after)
    return State.LOCKED if missing else State.PENDING
