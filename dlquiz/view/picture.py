"""The pictures of a passed exercise: shades in a grid, and bars. They need no colour."""

from collections.abc import Iterator

from rich.text import Text

from dlquiz.model import Picture, Report
from dlquiz.view.pen import Pen

SHADES = " ░▒▓█"
BAR = 20


def pictures(pen: Pen, report: Report) -> Iterator[Text]:
    """All of a report, each after an empty line."""
    for check in report.checks:
        for picture in check.pictures:
            yield Text()
            yield from pen.wrap(pen.text(f" {picture.title}:"), pen.width - 1)
            yield from _grid(pen, picture) if picture.columns else _bars(pen, picture)


def _grid(pen: Pen, picture: Picture) -> Iterator[Text]:
    names = max(map(len, picture.rows))
    room = pen.width - names - 6  # for a margin, the two edges, and one column that stays free
    cell = min(2, room // len(picture.columns))  # two characters are about as wide as a line is high
    if not cell:
        needed = f"(it needs {len(picture.columns) + names + 6} columns; --json has the numbers)"
        yield from pen.wrap(pen.text(f"   {needed}", "dim"), pen.width - 1)
        return
    for name, numbers in zip(picture.rows, picture.values, strict=True):
        yield pen.text(f"  {name:>{names}} │{''.join(shade(number) * cell for number in numbers)}│")
    first, last = picture.columns[0], picture.columns[-1]
    yield pen.text(f"  {'':{names}}  {first}{last:>{max(cell * len(picture.columns) - len(first), 0)}}", "dim")


def shade(number: float) -> str:
    """One of five characters, the darker the nearer to 1."""
    return SHADES[min(int(number * len(SHADES)), len(SHADES) - 1)]


def _bars(pen: Pen, picture: Picture) -> Iterator[Text]:
    names = max(map(len, picture.rows))
    for name, (number,) in zip(picture.rows, picture.values, strict=True):
        filled = round(number * BAR)
        bar = "▰" * filled + "▱" * (BAR - filled)
        yield from pen.wrap(pen.text(f"   {name:>{names}}  {bar}  {number:6.1%}"), pen.width - 1)
