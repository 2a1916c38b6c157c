"""The task of an exercise, as `dlquiz next` and `dlquiz show` print it."""

from collections.abc import Iterator

from rich.text import Text

from dlquiz.model import ExerciseMeta
from dlquiz.view.markdown import markdown
from dlquiz.view.pen import Pen, Screen
from dlquiz.view.steps import Steps
from dlquiz.view.words import stars


def prompt_view(meta: ExerciseMeta, source: str, *, path: str | None = None) -> Screen:
    """The task in a box: topic, slug, difficulty and minutes in its upper edge, the prompt rendered inside.

    Args:
        source: the prompt, Markdown.
        path: the learner's file, as it is to be shown; with it, what to do next stands below the box.
    """

    def draw(pen: Pen) -> Iterator[Text]:
        inside = markdown(pen, source, pen.width - 4)
        left = pen.join((meta.topic, "dim"), (" / ", "dim"), (meta.slug, "bold"))
        yield from box(pen, left, pen.text(f"{stars(meta.difficulty)} · {meta.minutes} min"), inside)
        if path is not None:
            steps = Steps()
            steps.add("Edit", path)
            steps.add("Then", "dlquiz next", "(or `dlquiz watch` in a second terminal)")
            yield from steps.draw(pen)

    return Screen(draw)


def box(pen: Pen, left: Text, right: Text, inside: list[Text], style: str = "blue") -> Iterator[Text]:
    """A rounded box as wide as the screen, with a title at both ends of its upper edge where they fit."""
    titles = [title for title in (left, right) if title.plain]
    if left.cell_len + right.cell_len + 10 > pen.width:
        inside = [*pen.wrap(left, pen.width - 4), right, Text(), *inside]
        titles = []
    between = pen.width - sum(title.cell_len + 2 for title in titles) - 4
    yield pen.join(("╭─", style), *_edge(pen, titles, between, style), ("─╮", style))
    for line in inside:
        yield pen.join(("│ ", style), line, " " * (pen.width - 4 - line.cell_len), (" │", style))
    yield pen.text("╰" + "─" * (pen.width - 2) + "╯", style)


def _edge(pen: Pen, titles: list[Text], between: int, style: str) -> Iterator[Text]:
    for position, title in enumerate(titles):
        yield pen.join(" ", title, " ")
        if position == 0:
            yield pen.text("─" * between, style)
    if not titles:
        yield pen.text("─" * between, style)
