"""`reveal` where the whole bank is: all that it has on some exercises, and what a class made of them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.bank import Bank
from dlquiz.class_model import GradedClass
from dlquiz.cli.output import PASSED
from dlquiz.cli.session import shown
from dlquiz.errors import UsageError
from dlquiz.model import Exercise

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dlquiz.view.revealed import ClassFigures, Revealed


class Revealing(Struct, frozen=True):
    """`reveal`: exercises with their mistakes; `html` is the page that was written, if one was."""

    exercises: "Sequence[Revealed]"
    html: str | None
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """All that is shown."""
        return {"exercises": self.exercises, "html": self.html}

    def screens(self) -> "Iterator[RenderableType]":
        """Where the page is; without one, the exercises."""
        from dlquiz.view.notices import notice_view
        from dlquiz.view.reveal import reveal_view

        if self.html is not None:
            yield notice_view(f"html  {self.html}")
            return
        for one in self.exercises:
            yield reveal_view(one)


def reveal(bank: Bank, slugs: Sequence[str], gradebook: Path | None, *, names: bool, html: Path | None) -> Revealing:
    """Everything on these exercises.

    Args:
        gradebook: of the class whose mistakes are counted.
        names: say who made which.
        html: write a page to this file.

    Raises:
        UsageError: an exercise or the gradebook is unknown, or the file can't be written.
        BankError: the bank has no solutions, or a broken one.
    """
    if names and gradebook is None:
        raise UsageError("--names says who made which mistake. Name the gradebook, too: --gradebook grades.db")
    if html is not None and gradebook is not None and html.resolve() == gradebook.resolve():
        raise UsageError(f"{html} is to be both the gradebook and the page. Give the page another name")
    if bank.sealed:
        command = f"dlquiz reveal {' '.join(slugs)} --course {shown(bank.root)}"
        raise UsageError(f"the solutions of this course are sealed. To open some for the class: {command}")
    exercises = [bank.exercise(slug) for slug in dict.fromkeys(slugs)]
    graded = None if gradebook is None else _graded(gradebook, exercises)
    found = [_revealed(exercise, graded, names) for exercise in exercises]
    if html is not None:
        _write(found, html)
    return Revealing(found, None if html is None else shown(html))


def _graded(gradebook: Path, exercises: Sequence[Exercise]) -> GradedClass:
    from dlquiz.course.gradebook import Gradebook

    with Gradebook(gradebook, writing=False) as opened:
        graded = opened.graded_class()
    assigned = [one.slug for one in graded.assignment.exercises]
    for exercise in exercises:
        if exercise.meta.slug not in assigned:
            there = f"It has: {', '.join(assigned)}"
            raise UsageError(f"the gradebook {gradebook} has no exercise {exercise.meta.slug}. {there}")
    return graded


def _revealed(exercise: Exercise, graded: GradedClass | None, names: bool) -> "Revealed":
    from dlquiz.class_summary import made
    from dlquiz.view.revealed import Revealed, ShownMistake

    known = {mistake.id: mistake for mistake in exercise.mistakes}
    mistakes = {id_: ShownMistake((id_,), mistake.says, mistake.source) for id_, mistake in known.items()}
    others: list[ShownMistake] = []
    for one in made(graded, exercise.meta.slug) if graded else ():
        who = tuple(student.name or student.id for student in one.students) if names else ()
        count = len(one.students)
        if one.source == "mistake" and len(one.ids) == 1 and one.ids[0] in known:
            mistake = known[one.ids[0]]
            mistakes[mistake.id] = ShownMistake(one.ids, mistake.says, mistake.source, count, who)
        else:
            others.append(ShownMistake(one.ids, one.text, None, count, who))
    return Revealed(
        slug=exercise.meta.slug,
        title=exercise.meta.title,
        reference=exercise.solution,
        notes=exercise.notes,
        alternatives=exercise.alternatives,
        mistakes=tuple(sorted(mistakes.values(), key=lambda mistake: -mistake.students)),
        others=tuple(others),
        figures=_figures(graded, exercise.meta.slug),
    )


def _figures(graded: GradedClass | None, slug: str) -> "ClassFigures | None":
    from dlquiz.class_summary import summary
    from dlquiz.view.revealed import ClassFigures

    if graded is None:
        return None
    [own] = [one for one in summary(graded).exercises if one.slug == slug]
    return ClassFigures(graded.assignment.title, own.students, own.handed_in, own.passed)


def _write(exercises: "Sequence[Revealed]", target: Path) -> None:
    from dlquiz.course.exports.writing import written
    from dlquiz.view.html import render_reveal

    with written(target) as file:
        file.write(render_reveal(exercises))
