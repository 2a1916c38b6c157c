"""Grading a class: what was handed in goes to an engine, and what comes back into the gradebook."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from dlquiz.bank import Bank
from dlquiz.class_model import Assigned, Assignment, GradedClass, Handout
from dlquiz.course.engines import Engine
from dlquiz.course.gradebook import Gradebook
from dlquiz.course.key import About, Key
from dlquiz.errors import GraderFault, UsageError
from dlquiz.model import Job, Limits, Report, Verdict

SEED_BYTES = 16


class Settings(msgspec.Struct, frozen=True):
    """How a class is graded."""

    device: str = "cpu"
    regrade: bool = False  # results of earlier runs don't stand any more
    unprotected: bool = False  # run submissions even where a layer of the lock-down is missing


USUAL = Settings()


class Told(msgspec.Struct, frozen=True):
    """One step of a run, for who watches: `done` of `total` submissions have a result, the last of them this one."""

    done: int
    total: int
    what: str = ""


def grade_class(
    handout: Handout,
    assignment: Assignment,
    gradebook: Gradebook,
    engine: Engine,
    bank: Bank,
    settings: Settings = USUAL,
    tell: Callable[[Told], None] = lambda told: None,
) -> GradedClass:
    """Grades what has no result that stands yet, and returns the whole class.

    Whatever ends this early, all that was graded until then is in the gradebook, and the same call goes on from there.

    Raises:
        UsageError: an exercise is unknown or broken, this machine can't protect itself, the gradebook can't be written.
        GraderFault: no job can be graded.
    """
    about = _about(assignment, engine, bank, settings)
    limits = {assigned.slug: _limits(assigned, bank.meta(assigned.slug).limits) for assigned in assignment.exercises}
    jobs = _Jobs(str(bank.root), about, settings, secrets.token_hex(SEED_BYTES), limits)
    about = replace(about, totals={slug: _total(slug, bank, gradebook, engine, jobs) for slug in about.versions})
    started, whole = time.monotonic(), False
    gradebook.begin(handout, about, jobs.secret, regrade=settings.regrade)
    try:
        _grade(gradebook, engine, about, jobs, tell)
        whole = True
    finally:
        gradebook.finish(time.monotonic() - started, whole=whole)
    return gradebook.graded_class()


class _Jobs(NamedTuple):
    """Makes the jobs of one run."""

    bank: str
    about: About
    settings: Settings
    secret: str
    limits: dict[str, Limits]  # by slug

    def job(self, slug: str, source: bytes, filename: str, student: str = "") -> Job:
        """One submission's. Where each student has a seed of their own, it is made of the secret and their id."""
        assigned, own = self.about.assigned(slug), self.about.assignment.seed_per_student and student
        return Job(
            slug, source, filename, self.bank,
            seed=f"{self.secret}/{student}" if own else self.secret,
            device=self.settings.device,
            demand_protection=not self.settings.unprotected,
            limits=self.limits[slug],
            tolerances=assigned.tolerances,
        )  # fmt: skip


def _about(assignment: Assignment, engine: Engine, bank: Bank, settings: Settings) -> About:
    """What is graded and with what. Reads all of each exercise, so that a broken one is told before anything begins."""
    exercises = {assigned.slug: bank.exercise(assigned.slug) for assigned in assignment.exercises}
    here = engine.surroundings()
    if here.lacking and not settings.unprotected:
        raise UsageError(
            f"this machine can't run strangers' code safely: {'; '.join(here.lacking)}. See `dlquiz doctor`; "
            "or accept the risk: --unprotected"
        )
    return About(
        assignment,
        titles={slug: exercise.meta.title for slug, exercise in exercises.items()},
        versions={slug: exercise.version for slug, exercise in exercises.items()},
        totals={},
        protection=here.active,
        torch=here.torch,
        device=settings.device,
    )


def _limits(assigned: Assigned, own: Limits) -> Limits:
    """An exercise's own limits, but for those that the course sets."""
    wanted = assigned.limits
    return replace(
        own,
        seconds=own.seconds if wanted.seconds is None else wanted.seconds,
        memory=own.memory if wanted.memory is None else wanted.memory,
    )


def _total(slug: str, bank: Bank, gradebook: Gradebook, engine: Engine, jobs: _Jobs) -> float:
    """The points of an exercise's checks: those of its stub's report, where no run has stored them before."""
    version = jobs.about.versions[slug]
    stored = gradebook.total(version)
    if stored is not None:
        return stored
    [(_, outcome)] = engine.run([(slug, jobs.job(slug, bank.stub(slug).encode(), f"{slug}.py"))])
    outcome = _by_this_bank(outcome, version)
    if isinstance(outcome, GraderFault) or outcome.verdict is Verdict.INTERNAL:
        told = outcome if isinstance(outcome, GraderFault) else outcome.checks[0].message
        raise GraderFault(f"{slug} can't be graded: not even its stub ({told}). Try: dlquiz author check {slug}")
    gradebook.store_total(version, outcome.max_points)
    return outcome.max_points


def _grade(gradebook: Gradebook, engine: Engine, about: About, jobs: _Jobs, tell: Callable[[Told], None]) -> None:
    waiting = gradebook.waiting()
    tell(Told(0, len(waiting)))

    def stream() -> Iterator[tuple[Key, Job]]:
        for key_hash in waiting:
            file = gradebook.submission(key_hash, about)
            yield file.key, jobs.job(file.key.slug, file.source, file.filename, file.student)

    with closing(engine.run(stream())) as outcomes:
        for done, (key, outcome) in enumerate(outcomes, start=1):
            gradebook.store(key, _by_this_bank(outcome, about.versions[key.slug]))
            tell(Told(done, len(waiting), key.slug))


def _by_this_bank(outcome: Report | GraderFault, version: str) -> Report | GraderFault:
    """The outcome, or a fault if a worker has graded with other exercises than these."""
    if isinstance(outcome, GraderFault) or outcome.version == version:
        return outcome
    return GraderFault("the exercise was changed meanwhile, or a worker has another bank; run the command again")
