"""What `check` is pointed at, and what comes of it."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dlquiz.cli.results import Graded
from dlquiz.cli.session import Session, here, shown
from dlquiz.cli.waiting import waiting
from dlquiz.errors import GraderFault, UsageError
from dlquiz.model import ExerciseMeta, Job, Report
from dlquiz.practice import Standing, State, read_source

if TYPE_CHECKING:
    from dlquiz.view.attempt import Attempt


@dataclass(frozen=True)
class Submission:
    """A learner's file, read. Only the workspace's own files are `kept` as attempts."""

    meta: ExerciseMeta
    path: Path
    source: bytes
    kept: bool

    def job(self, session: Session, device: str) -> Job:
        """What the grader needs to know."""
        return Job(self.meta.slug, self.source, shown(self.path), str(session.bank.root), device=device)


def as_file(target: str | None) -> Path | None:
    """The path that `check` was given; None if it is the name of an exercise."""
    if target is None or target.replace("_", "").isalnum():
        return None
    return here() / Path(target).expanduser()


def of_file(session: Session, path: Path, slug: str | None) -> Submission:
    """A file anywhere. Its name says which exercise it is, unless `slug` does."""
    try:
        meta = session.bank.meta(slug or path.stem)
    except UsageError as error:
        if slug is None:
            read_source(path)  # a path that leads nowhere is the first thing to say
            raise UsageError(f"{error}. If the file has another name: --exercise SLUG") from None
        raise
    source = read_source(path)
    kept = session.found is not None and path.resolve() == session.workspace.file(meta).resolve()
    return Submission(meta, path, source, kept)


def of_exercise(session: Session, meta: ExerciseMeta) -> Submission:
    """The workspace's file of an exercise."""
    path = session.workspace.file(meta)
    return Submission(meta, path, read_source(path), kept=True)


def check(session: Session, submission: Submission, device: str, verbose: bool = False) -> Graded:
    """Grade one submission, store the attempt, and say where to go from there. Raises UsageError and GraderFault."""
    before = session.standings().get(submission.meta.slug, Standing())
    report = grade(session, submission, device)
    following = session.upcoming() if report.passed and submission.kept else None
    meta = session.bank.meta(following) if following else None
    return Graded(report, submission.meta, attempt(session, submission, before, meta), verbose)


def grade(session: Session, submission: Submission, device: str) -> Report:
    """The report of one submission; stored if it is one that is kept."""
    from dlquiz.jobs import Grader

    job = submission.job(session, device)
    with Grader() as grader, waiting("Grading …"):
        import dlquiz.view.report  # noqa: F401  (while the grader imports torch)

        report = grader.run(job)
    if submission.kept:
        session.progress.record(report, submission.source)
    return report


def grade_all(
    session: Session, submissions: Sequence[Submission], device: str
) -> dict[str, Report | GraderFault]:
    """Grade submissions side by side, each attempt stored as it is done. Slug to report, in the given order."""
    from dlquiz.jobs import Grader
    from dlquiz.view.progress import progress

    found: dict[int, Report | GraderFault] = {}
    jobs = [submission.job(session, device) for submission in submissions]
    with Grader(processes()) as grader, progress(len(jobs), "Grading", sys.stderr) as advance:
        for position, report in grader.run_all(jobs):
            found[position] = report
            if isinstance(report, Report):
                session.progress.record(report, submissions[position].source)
            advance(jobs[position].slug)
    return {job.slug: found[position] for position, job in enumerate(jobs)}


def processes() -> int:
    """How many jobs this machine runs at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def attempt(session: Session, submission: Submission, before: Standing, following: ExerciseMeta | None) -> "Attempt":
    """The learner's side of what was graded: how they came here and where they go next."""
    from dlquiz.view.attempt import Attempt

    meta = submission.meta
    if not submission.kept:
        return Attempt(shown(submission.path), current=False)
    now = session.progress.standing(meta.slug)
    states = session.states()
    topic = [other.slug for other in session.metas if other.topic == meta.topic]
    minutes = None
    if now.started is not None and now.last is not None:
        minutes = (now.last - now.started).total_seconds() / 60
    return Attempt(
        shown(submission.path),
        tries=max(now.attempts, 1),
        hints_used=min(now.hints, len(meta.hints)),
        hints_total=len(meta.hints),
        minutes_since_first=minutes,
        current=session.current() == meta.slug,
        passed_before=before.passed,
        next_slug=following.slug if following else None,
        next_path=shown(session.workspace.file(following)) if following else None,
        topic_done=sum(states[slug] is State.PASSED for slug in topic),
        topic_total=len(topic),
        all_done=sum(state is State.PASSED for state in states.values()),
        all_total=len(states),
    )
