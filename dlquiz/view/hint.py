"""Hints, one at a time."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from dlquiz.view.markdown import markdown
from dlquiz.view.pen import Pen, Screen


def hint_view(texts: Sequence[str], n: int, total: int, *, slug: str | None = None, give_up: bool = True) -> Screen:
    """Hints 1 to `n` of `total`, the newest last and brightest.

    Args:
        texts: the hints, Markdown; the first `n` are shown.
        slug: the exercise, if the commands that are named need it.
        give_up: whether the learner may now open the solution.
    """

    def draw(pen: Pen) -> Iterator[Text]:
        yield from hints(pen, texts, n, total)
        name = f" {slug}" if slug else ""
        if n < total:
            yield pen.join(" One more:  ", pen.command(f"dlquiz hint{name}"))
        elif not give_up:
            yield pen.text(" That was the last one.")
        else:
            command = pen.command(f"dlquiz solution{name} --give-up")
            yield from pen.wrap(pen.join(" That was the last one. The reference:  ", command), pen.width - 1)

    return Screen(draw)


def hints(pen: Pen, texts: Sequence[str], n: int, total: int) -> Iterator[Text]:
    """Hints 1 to `n`, an empty line below each."""
    for number, text in enumerate(texts[:n], start=1):
        newest = number == n
        yield pen.text(f" Hint {number} of {total}", "bold" if newest else "dim")
        lines = markdown(pen, text, pen.under_bar())
        for line in lines:
            line.stylize_before("" if newest else "dim")
        yield from pen.barred(lines, "yellow" if newest else "dim")
        yield Text()
