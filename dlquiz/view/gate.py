"""What the author's gate found, exercise by exercise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from dlquiz.view.pen import BAD, OK, Pen, Screen, indented
from dlquiz.view.words import count


@dataclass(frozen=True)
class GateRow:
    """One exercise. `problems`: sentences that say what is wrong; none if it passes the gate."""

    slug: str
    seconds: float
    problems: tuple[str, ...] = ()


def gate_view(rows: Sequence[GateRow], seconds: float) -> Screen:
    """A line per exercise, what is wrong below it, and the sum. `seconds`: how long all of it took."""

    def draw(pen: Pen) -> Iterator[Text]:
        for row in rows:
            head = pen.join(" ", pen.sign(BAD if row.problems else OK), " ", (row.slug, "bold" if row.problems else ""))
            yield from pen.row(head, pen.text(f"{row.seconds:.1f} s", "dim"))
            for problem in row.problems:
                yield from pen.barred(_item(pen, problem), "red")
        yield Text()
        bad = [row for row in rows if row.problems]
        sum_up = f" {count(len(rows), 'exercise')}, {count(sum(len(row.problems) for row in bad), 'problem')}"
        yield from pen.row(pen.join((sum_up, "bold red" if bad else "bold green")), pen.text(f"{seconds:.1f} s", "dim"))

    return Screen(draw)


def _item(pen: Pen, problem: str) -> list[Text]:
    first, *rest = pen.paragraph(problem, pen.under_bar() - 2) or [Text()]
    return [pen.join("- ", first), *(indented(line, 2) for line in rest)]
