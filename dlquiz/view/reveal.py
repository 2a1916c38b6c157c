"""All that the bank has on an exercise, for whoever teaches it: reference, derivation, mistakes, other right ways."""

from collections.abc import Iterator

from rich.text import Text

from dlquiz.view.changes import changes
from dlquiz.view.code import TAB, code
from dlquiz.view.markdown import markdown
from dlquiz.view.pen import Pen, Screen, indented
from dlquiz.view.revealed import Revealed, ShownMistake
from dlquiz.view.solution import difference, heading
from dlquiz.view.words import count

AROUND = 1  # unchanged lines about a change


def reveal_view(shown: Revealed) -> Screen:
    """The exercise, from the reference on."""

    def draw(pen: Pen) -> Iterator[Text]:
        yield heading(pen, f"The reference: {shown.slug}")
        yield from code(pen, shown.reference)
        if shown.notes.strip():
            yield Text()
            yield from (indented(line, 1) for line in markdown(pen, shown.notes, pen.width - 2))
        yield Text()
        yield heading(pen, "What goes wrong" + _class(shown))
        for mistake in (*shown.mistakes, *shown.others):
            yield from _mistake(pen, shown, mistake)
            yield Text()
        for name, source in shown.alternatives.items():
            yield heading(pen, f"Another right way: {name}")
            yield from code(pen, source)
            yield Text()

    return Screen(draw)


def _class(shown: Revealed) -> str:
    figures = shown.figures
    if figures is None:
        return ""
    return f": {figures.passed} of {figures.handed_in} passed it" + (f" · {figures.title}" if figures.title else "")


def _mistake(pen: Pen, shown: Revealed, mistake: ShownMistake) -> Iterator[Text]:
    made = count(mistake.students, "student") if mistake.students else "nobody" if shown.figures else ""
    style = "red" if mistake.students else "dim"
    yield from pen.row(pen.join(" ", (" or ".join(mistake.ids), "bold")), pen.text(made, style))
    lines = pen.paragraph(mistake.text, pen.under_bar())
    if mistake.source is not None:
        lines += difference(pen, changes(shown.reference, mistake.source, AROUND), pen.under_bar())
    if mistake.names:
        lines += pen.wrap(pen.text(", ".join(mistake.names), "dim"), pen.under_bar(), hang=TAB)
    yield from pen.barred(lines, style)
