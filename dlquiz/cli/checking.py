"""Grading what a learner wrote: one submission, or all that were begun."""

import sys
from typing import TYPE_CHECKING

from dlquiz.cli.graded import AllGraded, Graded
from dlquiz.cli.opening import given_up, open_now, policy_told, without_points
from dlquiz.cli.session import Session, shown
from dlquiz.cli.submission import Submission, of_exercise
from dlquiz.cli.waiting import waiting
from dlquiz.errors import GraderFault, UsageError
from dlquiz.model import ExerciseMeta, Report
from dlquiz.practice import Standing, State

if TYPE_CHECKING:
    from dlquiz.view.attempt import Attempt

GRADING = "Grading …"
STARTING = "Starting the grader (once; it imports torch) …"


def check(work: Session, submission: Submission, device: str, *, shared: bool, verbose: bool = False) -> Graded:
    """Grade one submission, store the attempt, and say where to go from there. Raises UsageError and GraderFault."""
    before = work.standings().get(submission.meta.slug, Standing())
    report = grade(work, submission, device, shared=shared)
    following = work.upcoming() if report.passed and submission.kept else None
    meta = work.bank.meta(following) if following else None
    return Graded(report, submission.meta, attempt(work, submission, before, meta), verbose)


def grade(work: Session, submission: Submission, device: str, *, shared: bool) -> Report:
    """The report of one submission; stored if it is one that is kept. `shared`: by the grader of all commands."""
    from dlquiz.jobs import Grader

    job, told = submission.job(work, device), [GRADING]

    def doing() -> str:
        return STARTING if grader.starting else told[-1]

    def hear(what: str | Report) -> None:
        if isinstance(what, str):
            told[-1] = f"{GRADING} {what}"

    with Grader(shared=shared) as grader, waiting(doing):
        report = grader.run(job, meanwhile=prepare_to_show, told=hear)
    if submission.kept:
        work.progress.record(report, submission.source)
    return report


def prepare_to_show() -> None:
    """Imports what shows a report: rich, above all."""
    import dlquiz.view.console
    import dlquiz.view.report  # noqa: F401


def check_all(work: Session, device: str, *, shared: bool) -> AllGraded:
    """Grade every exercise that has a file in the workspace, side by side; each attempt is stored as it is done.

    Raises:
        UsageError: there is none.
    """
    from dlquiz.jobs import Grader, cores
    from dlquiz.view.progress import progress

    files = begun(work)
    jobs = [submission.job(work, device) for submission in files]
    reports: dict[str, Report] = {}
    faults: dict[str, str] = {}
    with Grader(cores(), shared=shared) as grader, progress(len(jobs), "Grading", sys.stderr) as advance:
        for position, found in grader.run_all(jobs):
            submission = files[position]
            if isinstance(found, GraderFault):
                faults[submission.meta.slug] = str(found)
            else:
                work.progress.record(found, submission.source)
                reports[submission.meta.slug] = found
            advance(submission.meta.slug)
    return AllGraded([submission.meta for submission in files], reports, faults, given_up(work))


def begun(work: Session) -> list[Submission]:
    """What the learner has written for each exercise that has a file. Raises UsageError if there is none."""
    found = [of_exercise(work, meta) for meta in work.metas if work.workspace.file(meta).is_file()]
    if not found:
        raise UsageError("no exercise is begun yet. Open the first: dlquiz next")
    return found


def attempt(work: Session, submission: Submission, before: Standing, following: ExerciseMeta | None) -> "Attempt":
    """The learner's side of what was graded: how they came here and where they go next."""
    from dlquiz.view.attempt import Attempt

    if not submission.kept:
        return Attempt(submission.told, current=False)
    return own_attempt(work, submission.meta, before, following)


def own_attempt(work: Session, meta: ExerciseMeta, before: Standing, following: ExerciseMeta | None) -> "Attempt":
    """The same for the workspace's file of an exercise, also before the first attempt."""
    from dlquiz.view.attempt import Attempt

    now = work.progress.standing(meta.slug)
    states = work.states()
    topic = [other.slug for other in work.metas if other.topic == meta.topic]
    minutes = None
    if now.started is not None and now.last is not None:
        minutes = (now.last - now.started).total_seconds() / 60
    return Attempt(
        shown(work.workspace.file(meta)),
        tries=max(now.attempts, 1),
        hints_used=min(now.hints, len(meta.hints)),
        hints_total=len(meta.hints),
        minutes_since_first=minutes,
        current=work.current() == meta.slug,
        passed_before=before.passed,
        compare=open_now(work, meta),
        give_up=policy_told(work, meta).kind == "self_study",
        given_up=without_points(meta, now.review),
        next_slug=following.slug if following else None,
        next_path=shown(work.workspace.file(following)) if following else None,
        topic_done=sum(states[slug] is State.PASSED for slug in topic),
        topic_total=len(topic),
        all_done=sum(state is State.PASSED for state in states.values()),
        all_total=len(states),
    )
