"""Tables: columns as wide as their texts, the widest ones squeezed where the terminal is narrow, cells wrapped."""

from collections.abc import Sequence
from itertools import zip_longest

from rich.text import Text

from dlquiz.view.pen import Pen

GAP = 2  # columns between two cells
Cells = Sequence[Text]


def table(pen: Pen, rows: Sequence[Cells], width: int, *, right: frozenset[int] = frozenset()) -> list[Text]:
    """The rows as lines of at most `width` columns. Columns in `right` are aligned at their right edge."""
    count = max(map(len, rows), default=0)
    natural = [max((row[i].cell_len for row in rows if i < len(row)), default=0) for i in range(count)]
    widths = squeezed(natural, max(width - GAP * (count - 1), count))
    return [line for row in rows for line in _row(pen, row, widths, right)]


def squeezed(natural: Sequence[int], room: int) -> list[int]:
    """Widths that add up to `room` at most: the narrow columns keep theirs, the widest share what is left."""
    widths = [0] * len(natural)
    order = sorted(range(len(natural)), key=lambda i: natural[i])
    for position, i in enumerate(order):
        share = room // (len(order) - position)
        widths[i] = max(1, min(natural[i], share))
        room -= widths[i]
    return widths


def _row(pen: Pen, row: Cells, widths: Sequence[int], right: frozenset[int]) -> list[Text]:
    cells = [pen.wrap(cell, width) for cell, width in zip(row, widths, strict=False)]
    lines = []
    for parts in zip_longest(*cells, fillvalue=Text()):
        line = Text()
        for i, part in enumerate(parts):
            spare = max(widths[i] - part.cell_len, 0)
            before, after = (spare, 0) if i in right else (0, spare)
            line.append(" " * (before + (GAP if i else 0))).append_text(part).append(" " * after)
        line.rstrip()
        lines.append(line)
    return lines
