"""What this machine offers, and how to get what is missing."""

from collections.abc import Iterator, Sequence
from typing import Literal

from rich.text import Text

from dlquiz.view.pen import BAD, OK, SKIP, Pen, Screen, indented

State = Literal["ok", "missing", "info"]
Finding = tuple[str, State, str, str]  # name, state, what was found, the fix ("" if there is nothing to fix)
SIGNS: dict[State, str] = {"ok": OK, "missing": BAD, "info": SKIP}


def doctor_view(rows: Sequence[Finding]) -> Screen:
    """One line per finding, its fix below it; then whether anything has to be done."""

    def draw(pen: Pen) -> Iterator[Text]:
        names = max((len(name) for name, *_ in rows), default=0)
        for name, state, text, fix in rows:
            head = pen.join(" ", pen.sign(SIGNS[state]), " ", (name.ljust(names), "bold"), "   ")
            room = pen.width - 1 - head.cell_len
            said = pen.paragraph(text, room) or [Text()]
            yield pen.join(head, said[0])
            yield from (indented(line, head.cell_len) for line in said[1:])
            if fix:
                for position, line in enumerate(pen.paragraph(fix, room - 5)):
                    yield indented(pen.join("Fix: " if position == 0 else "     ", line), head.cell_len)
        yield Text()
        missing = [name for name, state, *_ in rows if state == "missing"]
        verdict = f"Missing: {', '.join(missing)}." if missing else "Nothing is missing."
        yield from pen.wrap(pen.text(f" {verdict}", "bold"), pen.width - 1)

    return Screen(draw)
