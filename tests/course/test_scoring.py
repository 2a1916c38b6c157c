"""Which attempt counts, what lateness costs, how points are scaled."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dlquiz.class_model import Assigned, Assignment, HandedIn, LatePolicy, Result
from dlquiz.course.scoring import DAY, lost, mark, that_may_count, time_to_pass, with_lateness
from dlquiz.model import Job
from tests.course.toy import DOUBLE, DUE, RIGHT, WRONG, handed_in, report

LATE = replace(DOUBLE, due=DUE, late=LatePolicy(percent=10, most=25, days=5))


def result(file: HandedIn) -> Result:
    return Result(file, report(Job("double", file.source, "double.py", ""), "v"))


@pytest.mark.parametrize(
    ("days", "share"),
    [(-1, 0), (0, 0), (0.01, 0.1), (1, 0.1), (1.01, 0.2), (2.5, 0.25), (5, 0.25), (5.01, None)],
)
def test_each_day_begun_costs_up_to_a_limit_until_nothing_is_accepted(days: float, share: float | None) -> None:
    assert lost(handed_in("a", days=days), LATE) == share


def test_what_nothing_dates_is_in_time_unless_it_says_late_itself() -> None:
    assert lost(handed_in("a"), LATE) == 0
    assert lost(replace(handed_in("a"), late=True), LATE) == 0.1
    assert lost(replace(handed_in("a"), late=True), replace(LATE, due=None)) == 0.1


def test_the_due_date_makes_late() -> None:
    assert with_lateness(handed_in("a", days=0.5), LATE).late
    assert not with_lateness(handed_in("a", days=-0.5), LATE).late
    assert not with_lateness(handed_in("a", days=0.5), DOUBLE).late


def test_the_latest_counts_or_all_of_which_the_best_will() -> None:
    attempts = [handed_in("a", days=day, attempt=n) for n, day in enumerate((-2, -1, 1, 9), 1)]
    assert [a.attempt for a in that_may_count(attempts, LATE)] == [3]
    assert [a.attempt for a in that_may_count(attempts, replace(LATE, keep="best"))] == [1, 2, 3]
    assert [a.attempt for a in that_may_count(attempts[3:], replace(LATE, keep="best"))] == [4]
    assert [a.attempt for a in that_may_count(attempts, DOUBLE)] == [4]


def test_the_time_to_pass_runs_from_the_first_attempt_to_the_first_that_passed() -> None:
    tries = [(WRONG, 0.0), (WRONG, 1.0), (RIGHT, 3.0), (RIGHT, 7.0)]
    results = [result(handed_in("a", source, days=day, attempt=n)) for n, (source, day) in enumerate(tries, 1)]
    first = results[0].handed_in.submitted
    assert time_to_pass(first, results) == time_to_pass(first, results[::-1]) == 3 * DAY
    assert time_to_pass(first, results[3:]) == 7 * DAY  # keep: latest
    assert time_to_pass(first, results[:2]) is None
    assert time_to_pass(None, results) is None


def test_no_time_to_pass_is_made_up() -> None:
    at_once = [result(handed_in("a", RIGHT, days=day, attempt=n)) for n, day in enumerate((0, 1), 1)]
    assert time_to_pass(DUE, at_once) is None
    undated = result(handed_in("a", RIGHT, attempt=2))
    assert time_to_pass(DUE, [undated]) is None
    backwards = result(handed_in("a", RIGHT, days=-1, attempt=2))
    assert time_to_pass(DUE, [backwards]) is None
    broken = Result(handed_in("a", RIGHT, days=1, attempt=2), fault="it broke")
    assert time_to_pass(DUE, [broken]) is None


def test_marks() -> None:
    assigned = Assigned("double", points=6)
    assignment = replace(LATE, exercises=(assigned,))
    made = mark("a", assigned, assignment, [result(handed_in("a", WRONG, days=1))], 3)
    assert (made.score, made.max_score, made.deducted) == (3.6, 6, 0.4)
    refused = mark("a", assigned, assignment, [result(handed_in("a", RIGHT, days=9))], 3)
    assert (refused.score, refused.deducted) == (0, 6)
    assert mark("a", Assigned("double"), DOUBLE, [], 3) == mark("a", Assigned("double"), LATE, [], 3)
    assert mark("a", Assigned("double"), DOUBLE, [], 3).score == 0


def test_the_best_is_what_is_worth_most_after_what_lateness_costs() -> None:
    early, late = result(handed_in("a", WRONG, days=-1)), result(handed_in("a", RIGHT, days=4, attempt=2))
    strict = replace(LATE, keep="best", late=LatePolicy(percent=20))
    assert mark("a", strict.exercises[0], strict, [early, late], 3).result is early
    assert mark("a", strict.exercises[0], replace(strict, late=LatePolicy()), [early, late], 3).result is late


def test_a_fault_leaves_the_mark_open_unless_another_attempt_has_all_points() -> None:
    best = replace(DOUBLE, keep="best")
    broken = Result(handed_in("a", attempt=2), fault="the grader broke")
    assert mark("a", best.exercises[0], best, [result(handed_in("a", WRONG)), broken], 3).score is None
    assert mark("a", best.exercises[0], best, [result(handed_in("a", WRONG)), broken], 3).result is broken
    assert mark("a", best.exercises[0], best, [result(handed_in("a", RIGHT)), broken], 3).score == 3


@given(
    days=st.lists(st.floats(-10, 30), min_size=1, max_size=5),
    right=st.lists(st.booleans(), min_size=5, max_size=5),
    percent=st.floats(0, 100),
    most=st.floats(0, 100),
    accepted=st.none() | st.floats(0, 20),
    points=st.none() | st.floats(0, 1000),
)
def test_no_score_leaves_its_range_and_best_is_never_below_latest(
    days: list[float], right: list[bool], percent: float, most: float, accepted: float | None, points: float | None
) -> None:
    assigned = Assigned("double", points)
    files = [
        handed_in("a", RIGHT if ok else WRONG, days=day, attempt=n)
        for n, (day, ok) in enumerate(zip(sorted(days), right, strict=False), 1)
    ]
    latest = Assignment((assigned,), due=DUE, late=LatePolicy(percent, most, accepted))
    scores = []
    for assignment in (latest, replace(latest, keep="best")):
        made = mark("a", assigned, assignment, [result(f) for f in that_may_count(files, assignment)], 3)
        assert made.score is not None
        assert 0 <= made.score <= made.max_score
        assert made.deducted >= 0
        scores.append(made.score)
    assert scores[1] >= scores[0]


@given(st.floats(0.001, 30), st.floats(0, 30))
def test_later_is_never_cheaper(days: float, more: float) -> None:
    policy = replace(LATE, late=LatePolicy(percent=7, most=60))
    first, second = (lost(handed_in("a", days=d), policy) for d in (days, days + more))
    assert first is not None and second is not None and first <= second


def test_time_zones_are_heeded() -> None:
    from datetime import timezone

    east = (DUE + timedelta(hours=8)).replace(tzinfo=timezone(timedelta(hours=9)))  # an hour before it is due
    assert lost(replace(handed_in("a"), submitted=east), LATE) == 0
