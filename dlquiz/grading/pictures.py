"""What checks.py may have drawn once a check is passed: numbers that it measured, as shades or as bars.

A picture decides nothing. The numbers are the judge's: worked out from answers that came through the usual channel.
"""

import math
from collections.abc import Mapping, Sequence

from dlquiz.grading.proxies import AuthorError
from dlquiz.grading.run import current
from dlquiz.model import Picture

MOST = 64  # rows, and columns


def heatmap(title: str, values: Sequence[Sequence[float]], *, rows: Sequence[str], columns: Sequence[str]) -> None:
    """Shades, dark where a number is near 1.

    Args:
        title: one line, what is seen.
        values: a list for each row, numbers from 0 to 1.
        rows: what each row is called.
        columns: what each column is called; the first and the last are shown.

    Raises:
        AuthorError: the sizes don't fit, there are more than 64 rows or columns, or a number is not finite.
    """
    if not columns or any(len(row) != len(columns) for row in values):
        raise AuthorError("heatmap: each row needs a number for each column")
    _keep(title, rows, columns, values)


def bars(title: str, values: Mapping[str, float]) -> None:
    """A bar for each name, full where its number is 1. Raises AuthorError like `heatmap`."""
    _keep(title, tuple(values), (), [[number] for number in values.values()])


def _keep(title: str, rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float]]) -> None:
    if not 0 < len(rows) == len(values) <= MOST or len(columns) > MOST:
        raise AuthorError(f"a picture has 1 to {MOST} rows, each with its name, and at most {MOST} columns")
    if not all(math.isfinite(number) for row in values for number in row):
        raise AuthorError("a picture needs finite numbers")
    shown = tuple(tuple(round(min(max(float(number), 0.0), 1.0), 4) for number in row) for row in values)
    current().pictures.append(Picture(title, tuple(rows), tuple(columns), shown))
