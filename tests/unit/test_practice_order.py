"""Which exercise comes next."""

from hypothesis import given
from hypothesis import strategies as st

from dlquiz.model import ExerciseMeta, Limits
from dlquiz.practice import Standing, State, states, upcoming

PASSED, GAVE_UP, FAILED = Standing(attempts=1, passed=True), Standing(attempts=1, gave_up=True), Standing(attempts=1)


def meta(slug: str, *after: str) -> ExerciseMeta:
    return ExerciseMeta(slug, "00_start", "/bank", slug, "implement", 1, 5, ("f",), after, (), (), (), Limits())


CHAIN = (meta("a"), meta("b", "a"), meta("c", "b"), meta("d", "a", "not_written_yet"))


def test_at_first_only_what_builds_on_nothing_is_open() -> None:
    assert states(CHAIN, {}) == {"a": "pending", "b": "locked", "c": "locked", "d": "locked"}


def test_a_pass_opens_what_builds_on_it_and_an_unknown_name_locks_nothing() -> None:
    assert states(CHAIN, {"a": PASSED}) == {"a": "passed", "b": "pending", "c": "locked", "d": "pending"}


def test_giving_up_lets_one_go_on_but_is_no_pass() -> None:
    assert states(CHAIN, {"a": GAVE_UP, "b": FAILED}) == {"a": "gave_up", "b": "pending", "c": "locked", "d": "pending"}


def test_a_pass_after_giving_up_is_a_pass() -> None:
    assert states(CHAIN[:1], {"a": Standing(passed=True, gave_up=True)}) == {"a": "passed"}


def test_what_was_passed_stays_passed_when_what_it_builds_on_fails_again() -> None:
    assert states(CHAIN, {"a": FAILED, "b": PASSED}) == {"a": "pending", "b": "passed", "c": "pending", "d": "locked"}


def test_the_current_one_comes_first_while_it_is_not_done() -> None:
    pending = states(CHAIN, {"a": PASSED})
    assert upcoming(pending, "d") == "d"
    assert upcoming(pending, "c") == "c"  # locked, but the learner chose it
    assert upcoming(pending, "a") == "b"
    assert upcoming(pending, None) == "b"
    assert upcoming(pending, "gone_from_the_bank") == "b"


def test_none_when_all_are_done() -> None:
    assert upcoming(states(CHAIN, {"a": PASSED, "b": GAVE_UP, "c": PASSED, "d": PASSED}), "c") is None
    assert upcoming({}, None) is None


@given(st.lists(st.tuples(st.sets(st.integers(0, 9)), st.sampled_from([None, PASSED, GAVE_UP, FAILED])), max_size=10))
def test_following_next_one_comes_to_an_end_with_all_done(exercises: list[tuple[set[int], Standing | None]]) -> None:
    """Whatever was done so far, `next` after `next` reaches every exercise, each after those it builds on."""
    metas = [meta(f"e{i}", *(f"e{j}" for j in after if j < i)) for i, (after, _) in enumerate(exercises)]
    standings = {f"e{i}": standing for i, (_, standing) in enumerate(exercises) if standing is not None}
    while (slug := upcoming(states(metas, standings), None)) is not None:
        now = states(metas, standings)
        assert now[slug] is State.PENDING
        assert all(now[name].done for name in metas[int(slug[1:])].after)
        standings[slug] = PASSED
    assert all(state.done for state in states(metas, standings).values())
