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


def gate_view(rows: Sequence[GateRow], whole: Sequence[str], seconds: float) -> Screen:
    """A line per exercise, what is wrong below it, and the sum.

    Args:
        whole: what is wrong with the bank beside its exercises.
        seconds: how long all of it took.
    """

    def draw(pen: Pen) -> Iterator[Text]:
        for row in rows:
            yield from _part(pen, row.slug, row.problems, f"{row.seconds:.1f} s")
        if whole:
            yield from _part(pen, "the bank as a whole", whole, "")
        yield Text()
        problems = len(whole) + sum(len(row.problems) for row in rows)
        sum_up = f" {count(len(rows), 'exercise')}, {count(problems, 'problem')}"
        style = "bold red" if problems else "bold green"
        yield from pen.row(pen.text(sum_up, style), pen.text(f"{seconds:.1f} s", "dim"))

    return Screen(draw)


def _part(pen: Pen, name: str, problems: Sequence[str], seconds: str) -> Iterator[Text]:
    head = pen.join(" ", pen.sign(BAD if problems else OK), " ", (name, "bold" if problems else ""))
    yield from pen.row(head, pen.text(seconds, "dim"))
    for problem in problems:
        yield from pen.barred(_item(pen, problem), "red")


def _item(pen: Pen, problem: str) -> list[Text]:
    first, *rest = pen.paragraph(problem, pen.under_bar() - 2) or [Text()]
    return [pen.join("- ", first), *(indented(line, 2) for line in rest)]
