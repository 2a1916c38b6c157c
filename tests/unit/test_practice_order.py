"""Which exercise comes next."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dlquiz.model import ExerciseMeta, Limits
from dlquiz.practice import Standing, State, states, upcoming

NOW = datetime(2026, 12, 1, tzinfo=UTC)
PASSED, FAILED = Standing(attempts=1, passed=True), Standing(attempts=1)
GAVE_UP, BACK = (Standing(attempts=1, review=NOW + timedelta(days=days)) for days in (1, 0))


def meta(slug: str, *after: str) -> ExerciseMeta:
    return ExerciseMeta(slug, "00_start", "/bank", slug, "implement", 1, 5, ("f",), after, (), (), (), Limits())


CHAIN = (meta("a"), meta("b", "a"), meta("c", "b"), meta("d", "a", "not_written_yet"))


def test_at_first_only_what_builds_on_nothing_is_open() -> None:
    assert states(CHAIN, {}, NOW) == {"a": "pending", "b": "locked", "c": "locked", "d": "locked"}


def test_a_pass_opens_what_builds_on_it_and_an_unknown_name_locks_nothing() -> None:
    assert states(CHAIN, {"a": PASSED}, NOW) == {"a": "passed", "b": "pending", "c": "locked", "d": "pending"}


def test_giving_up_lets_one_go_on_but_is_no_pass() -> None:
    assert states(CHAIN, {"a": GAVE_UP, "b": FAILED}, NOW) == {
        "a": "gave_up",
        "b": "pending",
        "c": "locked",
        "d": "pending",
    }


def test_what_was_given_up_comes_back_and_locks_nothing() -> None:
    assert states(CHAIN, {"a": BACK}, NOW) == {"a": "review", "b": "pending", "c": "locked", "d": "pending"}


def test_what_is_back_comes_before_what_is_new_but_after_what_was_begun() -> None:
    now = states(CHAIN, {"a": PASSED, "c": BACK}, NOW)
    assert upcoming(now, None) == "c"
    assert upcoming(now, "b") == "b"
    assert upcoming(now, "c") == "c"


def test_what_was_passed_stays_passed_when_what_it_builds_on_fails_again() -> None:
    assert states(CHAIN, {"a": FAILED, "b": PASSED}, NOW) == {
        "a": "pending",
        "b": "passed",
        "c": "pending",
        "d": "locked",
    }


def test_the_current_one_comes_first_while_it_is_not_done() -> None:
    pending = states(CHAIN, {"a": PASSED}, NOW)
    assert upcoming(pending, "d") == "d"
    assert upcoming(pending, "c") == "c"  # locked, but the learner chose it
    assert upcoming(pending, "a") == "b"
    assert upcoming(pending, None) == "b"
    assert upcoming(pending, "gone_from_the_bank") == "b"


def test_none_when_all_are_done() -> None:
    assert upcoming(states(CHAIN, {"a": PASSED, "b": GAVE_UP, "c": PASSED, "d": PASSED}, NOW), "c") is None
    assert upcoming({}, None) is None


@given(
    st.lists(st.tuples(st.sets(st.integers(0, 9)), st.sampled_from([None, PASSED, GAVE_UP, BACK, FAILED])), max_size=10)
)
def test_following_next_one_comes_to_an_end_with_all_done(exercises: list[tuple[set[int], Standing | None]]) -> None:
    """Whatever was done so far, `next` after `next` reaches every exercise, each after those it builds on."""
    metas = [meta(f"e{i}", *(f"e{j}" for j in after if j < i)) for i, (after, _) in enumerate(exercises)]
    standings = {f"e{i}": standing for i, (_, standing) in enumerate(exercises) if standing is not None}
    while (slug := upcoming(states(metas, standings, NOW), None)) is not None:
        now = states(metas, standings, NOW)
        assert now[slug] in (State.PENDING, State.REVIEW)
        assert now[slug] is State.REVIEW or all(now[name].unlocks for name in metas[int(slug[1:])].after)
        standings[slug] = PASSED
    assert all(state.done for state in states(metas, standings, NOW).values())
