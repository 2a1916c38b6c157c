"""What a student's attempts at an exercise are worth: which of them count, what lateness costs, the points scaled."""

import math
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from dlquiz.class_model import Assigned, Assignment, HandedIn, LatePolicy, Mark, Result
from dlquiz.model import Report

DAY = 86400.0  # seconds


def with_lateness(handed_in: HandedIn, assignment: Assignment) -> HandedIn:
    """The same, marked late if it came after the due date."""
    late = handed_in.late or _days_after(handed_in, assignment) > 0
    return replace(handed_in, late=late) if late != handed_in.late else handed_in


def that_may_count(attempts: Sequence[HandedIn], assignment: Assignment) -> list[HandedIn]:
    """Those whose results decide: the last, or for `keep: best` all; what is too late only where there is nothing else.

    `attempts`: a student's at one exercise, at least one.
    """
    accepted = [attempt for attempt in attempts if lost(attempt, assignment) is not None]
    ordered = sorted(accepted or attempts, key=lambda attempt: attempt.attempt)
    return ordered if assignment.keep == "best" and accepted else ordered[-1:]


def lost(handed_in: HandedIn, assignment: Assignment) -> float | None:
    """The share of the points earned, 0 to 1, that lateness takes; None if it came too late to be accepted.

    What is late by its own word alone, with no date to tell by how much, counts as one day.
    """
    days = _days_after(handed_in, assignment)
    if days <= 0 and not handed_in.late:
        return 0.0
    policy: LatePolicy = assignment.late
    if policy.days is not None and days > policy.days:
        return None
    begun = max(math.ceil(days), 1)
    return min(policy.percent * begun, policy.most, 100.0) / 100


def time_to_pass(first: datetime | None, results: Sequence[Result]) -> float | None:
    """Seconds from the first attempt to the first of `results` that passed.

    None where nothing passed, the times are not known, or it was the first attempt itself: what came before it is not
    known. Only attempts that may count are graded, so for `keep: latest` it is the last one's time.
    """
    passed = [result.handed_in for result in results if result.report is not None and result.report.passed]
    if first is None or not passed:
        return None
    soonest = min(passed, key=lambda handed_in: handed_in.attempt)
    if soonest.attempt == 1 or soonest.submitted is None or soonest.submitted < first:
        return None
    return (soonest.submitted - first).total_seconds()


def mark(student: str, assigned: Assigned, assignment: Assignment, results: Sequence[Result], total: float) -> Mark:
    """A student's mark at an exercise.

    Args:
        student: the id.
        assigned: the exercise.
        assignment: what it is part of.
        results: of the attempts that may count; none if nothing was handed in.
        total: the points of the exercise's checks.
    """
    most = total if assigned.points is None else assigned.points
    if not results:
        return Mark(student, assigned.slug, 0.0, most)
    marks = [_of_one(student, assigned.slug, assignment, result, most) for result in results]
    known = [made for made in marks if made.score is not None]
    best = max(known, key=lambda made: (made.score, made.result.handed_in.attempt if made.result else 0), default=None)
    if best is not None and (len(known) == len(marks) or best.score == most):
        return best
    return next(made for made in marks if made.score is None)  # it might have been the best


def _of_one(student: str, slug: str, assignment: Assignment, result: Result, most: float) -> Mark:
    if result.report is None:
        return Mark(student, slug, None, most, result)
    share = lost(result.handed_in, assignment)
    earned = _scaled(result.report, most)
    kept = 0.0 if share is None else earned * (1 - share)
    score = min(round(kept, 6), most)  # 3.6, not 3.6000000000000005
    return Mark(student, slug, score, most, result, round(earned - kept, 6))


def _scaled(report: Report, most: float) -> float:
    return report.points / report.max_points * most if report.max_points else 0.0


def _days_after(handed_in: HandedIn, assignment: Assignment) -> float:
    """Days after the due date; 0 or less if it is in time, or nothing tells."""
    if assignment.due is None or handed_in.submitted is None:
        return 0.0
    return (handed_in.submitted - assignment.due).total_seconds() / DAY
