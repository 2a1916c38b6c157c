"""What became of mutants, exercise by exercise: how many, and those that are left to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from dlquiz.view.pen import BAD, OK, Pen, Screen
from dlquiz.view.words import count


@dataclass(frozen=True)
class Changed:
    """One mutant: its line, the text there before and after, the kind of change, and what is to be said about it."""

    line: int
    before: str
    after: str
    family: str
    note: str


@dataclass(frozen=True)
class MutationRow:
    """One exercise. `left`: mutants to look at; `reached`: those that pass a training; `remarks`: whole sentences.

    `endless`: of those that were killed, how many by no answer of theirs: their time was up.
    """

    slug: str
    total: int
    run: int
    killed: int
    equivalent: int
    seconds: float
    left: tuple[Changed, ...] = ()
    reached: tuple[Changed, ...] = ()
    remarks: tuple[str, ...] = ()
    endless: int = 0


def mutation_view(rows: Sequence[MutationRow]) -> Screen:
    """A line per exercise, below it the mutants that are left, and the sum."""

    def draw(pen: Pen) -> Iterator[Text]:
        for row in rows:
            head = pen.join(" ", pen.sign(BAD if row.left else OK), " ", (row.slug, "bold" if row.left else ""))
            yield from pen.row(head, pen.text(_figures(row), "dim"))
            for changed in row.left:
                yield from pen.barred(_lines(pen, changed), "red")
            for changed in row.reached:
                yield from pen.barred(_lines(pen, changed))
            for remark in row.remarks:
                yield from pen.barred(pen.paragraph(remark, pen.under_bar()))
        yield Text()
        left = sum(len(row.left) for row in rows)
        sum_up = f" {count(sum(row.run for row in rows), 'mutant')} run, {left} left to look at"
        whole = f"{sum(row.seconds for row in rows):.1f} s"
        yield from pen.row(pen.join((sum_up, "bold red" if left else "bold green")), pen.text(whole, "dim"))

    return Screen(draw)


def _figures(row: MutationRow) -> str:
    """`147 of 153 killed (2 as their time was up), 6 equivalent, 40 not run   5.1 s`."""
    parts = [f"{row.killed} of {row.run} killed" + (f" ({row.endless} as their time was up)" if row.endless else "")]
    parts += [f"{row.equivalent} equivalent"] if row.equivalent else []
    parts += [f"{len(row.reached)} still reach the figure"] if row.reached else []
    parts += [f"{row.total - row.run} not run"] if row.run < row.total else []
    return f"{', '.join(parts)}   {row.seconds:.1f} s"


def _lines(pen: Pen, changed: Changed) -> list[Text]:
    return [
        pen.text(f"line {changed.line} · {changed.family} · {changed.note}", "dim"),
        pen.join(("  − ", "red"), changed.before),
        pen.join(("  + ", "green"), changed.after),
    ]
