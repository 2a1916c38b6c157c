"""Which exercise comes next: the order of the curriculum, and what an exercise builds on."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from dlquiz.model import ExerciseMeta
from dlquiz.practice.progress import Standing


class State(StrEnum):
    """Where an exercise stands in a learner's way through the curriculum."""

    PASSED = "passed"
    GAVE_UP = "gave_up"  # done, but not passed
    PENDING = "pending"
    LOCKED = "locked"  # builds on one that is not done; `check SLUG` opens it all the same

    @property
    def done(self) -> bool:
        """True where the way goes on."""
        return self in {State.PASSED, State.GAVE_UP}


def states(metas: Sequence[ExerciseMeta], standings: Mapping[str, Standing]) -> dict[str, State]:
    """Slug to state, in the order of `metas`. What `after` names and the bank doesn't have is left out of account."""
    own = {meta.slug: _own_state(standings.get(meta.slug, Standing())) for meta in metas}
    return {meta.slug: _in_order(meta, own) for meta in metas}


def upcoming(states: Mapping[str, State], current: str | None) -> str | None:
    """The exercise to work on: `current` while it is not done, else the first pending one; None when all are done."""
    if current is not None and current in states and not states[current].done:
        return current
    return next((slug for slug, state in states.items() if state is State.PENDING), None)


def _own_state(standing: Standing) -> State:
    if standing.passed:
        return State.PASSED
    return State.GAVE_UP if standing.gave_up else State.PENDING


def _in_order(meta: ExerciseMeta, own: Mapping[str, State]) -> State:
    if own[meta.slug].done:
        return own[meta.slug]
    missing = any(slug in own and not own[slug].done for slug in meta.after)
    return State.LOCKED if missing else State.PENDING
