"""A graded class on a screen: a line an exercise, who needs a look, what has changed; a line a student on demand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from dlquiz.class_model import GradedClass
from dlquiz.class_summary import ExerciseSummary, StudentTotal, strange, summary, totals
from dlquiz.view.columns import table
from dlquiz.view.pen import Pen, Screen, clipped
from dlquiz.view.words import count, wider

NAMED = 8  # students in a sentence
SEED = 8  # digits of the seed; the gradebook has the others
LISTED = 20  # lines of faults, or of changes


@dataclass(frozen=True)
class ChangeRow:
    """A submission that was graded otherwise than before: both outcomes, and why, in words."""

    student: str
    slug: str
    before: str
    after: str
    why: str


@dataclass(frozen=True)
class ClassFacts:
    """What the class itself does not tell: where it is stored, what was graded now, which files belong nowhere."""

    gradebook: str  # as it is to be shown
    graded_now: int  # submissions
    changes: tuple[ChangeRow, ...] = ()
    ignored: tuple[str, ...] = ()


def class_view(graded: GradedClass, facts: ClassFacts, *, students: bool = False) -> Screen:
    """The class, exercise by exercise. `students`: a line for each student, too."""

    def draw(pen: Pen) -> Iterator[Text]:
        found = summary(graded)
        yield from _head(pen, graded)
        yield from _tolerances(pen, graded)
        yield Text()
        yield from _exercises(pen, found.exercises)
        if students:
            yield Text()
            yield from _students(pen, totals(graded))
        yield Text()
        yield from _strange(pen, graded)
        yield from _some(pen, "result differs", "results differ", [_changed(row) for row in facts.changes])
        yield from _faults(pen, graded)
        yield from _ignored(pen, facts.ignored)
        yield from _foot(pen, graded, facts)

    return Screen(draw)


def _head(pen: Pen, graded: GradedClass) -> list[Text]:
    size = f"{count(len(graded.students), 'student')} × {count(len(graded.assignment.exercises), 'exercise')}"
    layers = ", ".join(graded.protection) or "none"
    title = f"{graded.assignment.title}: " if graded.assignment.title else ""
    facts = (f" · sandbox: {layers} · seed {graded.seed[:SEED]}…", "dim")
    return pen.wrap(pen.join((f" {title}{size}", "bold"), facts), pen.width - 1)


def _tolerances(pen: Pen, graded: GradedClass) -> Iterator[Text]:
    for assigned in graded.assignment.exercises:
        if assigned.tolerances:
            yield from pen.wrap(pen.text(f" {assigned.slug}: {wider(assigned.tolerances)}", "dim"), pen.width - 1)


def _exercises(pen: Pen, exercises: Sequence[ExerciseSummary]) -> list[Text]:
    heads = ("", "handed in", "passed", "median", "most frequent mistake")
    rows = [tuple(pen.text(head, "dim") for head in heads)]
    for one in exercises:
        rate = f"{100 * one.passed / one.handed_in:.0f} %" if one.handed_in else "–"
        middle = "–" if one.median is None else f"{one.median:g}/{one.max_score:g}"
        cells = (one.slug, f"{one.handed_in}", rate, middle, _frequent(one))
        rows.append(tuple(pen.text(cell) for cell in cells))
    return [pen.join(" ", line) for line in table(pen, rows, pen.width - 2, right=frozenset({1, 2, 3}))]


def _frequent(exercise: ExerciseSummary) -> str:
    if not exercise.mistakes:
        return "–"
    first = exercise.mistakes[0]
    return f"{' or '.join(first.ids).replace('_', ' ')} ({first.students})"


def _students(pen: Pen, all_totals: Sequence[StudentTotal]) -> list[Text]:
    rows = []
    for total in all_totals:
        marks = " ".join("?" if mark.score is None else f"{mark.score:g}" for mark in total.marks)
        score = "?" if total.score is None else f"{total.score:g}"
        late = "late" if total.late else ""
        cells = (total.student.id, total.student.name, marks, f"{score}/{total.max_score:g}", late)
        rows.append(tuple(pen.text(cell) for cell in cells))
    return [pen.join(" ", line) for line in table(pen, rows, pen.width - 2, right=frozenset({3}))]


def _strange(pen: Pen, graded: GradedClass) -> list[Text]:
    reasons = {one.student: f"{one.what}: {one.why}" for one in graded.refused}
    for mark, why in strange(graded):
        reasons.setdefault(mark.student, f"{mark.slug} {why}")
    if not reasons:
        return []
    named = [f"{student} ({reason})" for student, reason in list(reasons.items())[:NAMED]]
    more = f", and {len(reasons) - NAMED} more" if len(reasons) > NAMED else ""
    verb = "needs" if len(reasons) == 1 else "need"
    text = f" {count(len(reasons), 'student')} {verb} a look: {', '.join(named)}{more}"
    return pen.wrap(pen.text(text), pen.width - 1)


def _faults(pen: Pen, graded: GradedClass) -> Iterator[Text]:
    told = [f"{mark.student}, {mark.slug}: {mark.result.fault}" for mark in graded.faults if mark.result]
    yield from _some(pen, "mark is open: the grader broke", "marks are open: the grader broke", told)


def _changed(row: ChangeRow) -> str:
    return f"{row.student}, {row.slug}: {row.before} → {row.after} ({row.why})"


def _ignored(pen: Pen, files: Sequence[str]) -> Iterator[Text]:
    yield from _some(pen, "file belongs to no exercise", "files belong to no exercise", files, most=5)


def _some(pen: Pen, one: str, several: str, lines: Sequence[str], most: int = LISTED) -> Iterator[Text]:
    """How many there are, and the first of them."""
    if not lines:
        return
    yield pen.join((f" {len(lines)} {one if len(lines) == 1 else several}:", "bold"))
    yield from pen.barred(clipped([pen.text(line) for line in lines], most, pen))


def _foot(pen: Pen, graded: GradedClass, facts: ClassFacts) -> list[Text]:
    speed = f" in {graded.seconds:.1f} s" if facts.graded_now else ""
    told = f" {count(facts.graded_now, 'submission')} graded{speed} · {count(len(graded.faults), 'grader fault')}"
    command = pen.command(f"dlquiz report {facts.gradebook}")
    line = pen.join(told, f" · gradebook {facts.gradebook} · report: ", command)
    return pen.wrap(line, pen.width - 1)
