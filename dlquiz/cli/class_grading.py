"""`grade`: a whole class, from the folder it was handed in to the gradebook."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dlquiz.bank import Bank
from dlquiz.class_model import Assigned, Assignment, GradedClass, Handout
from dlquiz.cli.output import INTERNAL, PASSED, warn
from dlquiz.cli.session import here, shown
from dlquiz.course.changes import Change, Outcome
from dlquiz.course.grading import Settings, Told, grade_class
from dlquiz.errors import UsageError
from dlquiz.view.progress import Advance, progress

if TYPE_CHECKING:
    from dlquiz.course.engines import Engine
    from dlquiz.view.pen import Screen

COURSE = "course.yaml"


class Wanted(Struct, frozen=True):
    """What the command line asks for."""

    submissions: Path
    gradebook: Path
    course: Path | None
    exercises: str | None  # names with commas between them
    roster: Path | None
    best: bool | None  # whether the best attempt counts, or the latest; None: as the course says
    jobs: int | None
    cluster: str | None
    settings: Settings


class ClassGraded(Struct, frozen=True):
    """A graded class."""

    graded: GradedClass
    changes: Sequence[Change]
    ignored: Sequence[str]
    gradebook: Path
    graded_now: int
    students: bool

    @property
    def exit_code(self) -> int:
        """PASSED whatever the scores, unless the grader broke."""
        return INTERNAL if self.graded.faults else PASSED

    def json(self) -> dict[str, Any]:
        """The class as `--json` of `report` has it, with what was special about this run."""
        from dlquiz.course.exports.json import document

        whole = msgspec.structs.asdict(document(self.graded))
        run = {"gradebook": str(self.gradebook), "graded_now": self.graded_now}
        return {**whole, **run, "changes": self.changes, "ignored": self.ignored}

    def screens(self) -> "Iterator[Screen]":
        """A line for each exercise; for each student if asked."""
        from dlquiz.view.class_table import ChangeRow, ClassFacts, class_view

        rows = tuple(
            ChangeRow(one.student, one.exercise, _said(one.before), _said(one.after), ", ".join(one.why))
            for one in self.changes
        )
        facts = ClassFacts(shown(self.gradebook), self.graded_now, rows, tuple(self.ignored))
        yield class_view(self.graded, facts, students=self.students)


def grade(bank: Bank, wanted: Wanted, *, students: bool) -> ClassGraded:
    """Grade what was handed in and has no result yet.

    Raises:
        UsageError: what was handed in, the assignment or the gradebook can't be used; this machine has no sandbox.
        GraderFault: no job can be graded.
        KeyboardInterrupt: by Ctrl-C. What is done was told, and how to go on.
    """
    from dlquiz.course.gradebook import Gradebook
    from dlquiz.course.handing_in import read_handout

    bank.demand_solutions("no class can be graded with it")
    course = _course(bank, wanted)
    commit_times = course is not None and course.commit_times
    handout = read_handout(wanted.submissions, bank.slugs(), wanted.roster, commit_times=commit_times)
    assignment = _assignment(bank, wanted, course, handout)
    watched = _Watched()
    with Gradebook(wanted.gradebook) as book, _engine(wanted) as engine, closing(watched):
        try:
            graded = grade_class(handout, assignment, book, engine, bank, wanted.settings, watched.tell)
        except KeyboardInterrupt:
            watched.close()
            warn(_resume(watched.last, wanted.gradebook))
            raise
        return ClassGraded(graded, book.changes(), handout.ignored, wanted.gradebook, watched.last.done, students)


class _Watched:
    """Shows how far a run is, on stderr."""

    def __init__(self) -> None:
        self.last = Told(0, 0)
        self._open = ExitStack()
        self._advance: Advance | None = None

    def tell(self, told: Told) -> None:
        """One more is done."""
        self.last = told
        if self._advance is None:
            if told.total:
                self._advance = self._open.enter_context(progress(told.total, "Grading", sys.stderr, rate=True))
        else:
            self._advance(told.what)

    def close(self) -> None:
        """Take it away."""
        self._open.close()


def _course(bank: Bank, wanted: Wanted) -> Assignment | None:
    """That of course.yaml, as far as --exercises doesn't say otherwise; None where there is none."""
    from dlquiz.course.config import read_course

    course = wanted.course or (here() / COURSE if (here() / COURSE).is_file() else None)
    if course is None:
        return None
    assignment, names = read_course(course, bank.slugs()), _names(wanted)
    if names is None:
        return assignment
    return replace(assignment, exercises=_chosen(names, assignment, course))


def _names(wanted: Wanted) -> list[str] | None:
    return None if wanted.exercises is None else [name.strip() for name in wanted.exercises.split(",") if name.strip()]


def _assignment(bank: Bank, wanted: Wanted, course: Assignment | None, handout: Handout) -> Assignment:
    """The course's, else what --exercises names, else what anyone handed in; --keep has the last word."""
    from dlquiz.course.config import assignment_of

    if course is not None:
        assignment = course
    elif names := _names(wanted):
        assignment = Assignment(tuple(Assigned(bank.meta(name).slug) for name in dict.fromkeys(names)))
    else:
        assignment = assignment_of(handout, bank.metas())
    if wanted.best is None:
        return assignment
    return replace(assignment, keep="best" if wanted.best else "latest")


def _chosen(names: Sequence[str], assignment: Assignment, course: Path) -> tuple[Assigned, ...]:
    own = {assigned.slug: assigned for assigned in assignment.exercises}
    for name in names:
        if name not in own:
            raise UsageError(f"{name} is no exercise of {shown(course)}. Its exercises: {', '.join(own)}")
    return tuple(assigned for assigned in assignment.exercises if assigned.slug in names)


def _engine(wanted: Wanted) -> "AbstractContextManager[Engine]":
    if wanted.cluster is None:
        from dlquiz.course.engines.local import LocalEngine

        return LocalEngine(wanted.jobs)
    try:
        from dlquiz.course.engines.dask import DaskEngine
    except ImportError as error:
        raise UsageError(f"--cluster needs Dask ({error}). Install it: pip install 'dlquiz[cluster]'") from None
    return DaskEngine(wanted.cluster)


def _resume(last: Told, gradebook: Path) -> str:
    command = shlex.join(["dlquiz", *(word for word in sys.argv[1:] if word != "--regrade")])
    return f"{last.done} of {last.total} submissions are graded and stored in {shown(gradebook)}. Go on: {command}"


def _said(outcome: Outcome) -> str:
    return f"{outcome.points:g}/{outcome.max_points:g} {outcome.verdict}"
