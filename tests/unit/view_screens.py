"""The golden screens: what stands in screens/*.txt. Run this file to write them anew, then read the difference."""

import io
from collections.abc import Iterator
from pathlib import Path

from view_examples import ATTENTION, BROKEN_ROW, HINTS, PATH, PROMPT, REPORTS, ROWS, WATCHED

from dlquiz.view.console import console
from dlquiz.view.hint import hint_view
from dlquiz.view.listing import list_view
from dlquiz.view.pen import Screen
from dlquiz.view.prompt import prompt_view
from dlquiz.view.report import report_view
from dlquiz.view.watch import END, END_OF_LINE, START, Foot, Page, frame

FOLDER = Path(__file__).with_name("screens")
GOLDEN = ("mistake", "several", "gradient", "raised", "syntax", "stub", "pass", "drawn", "internal", "hostile")
NARROW = ("mistake", "pass")


def drawn(screen: Screen, width: int = 80) -> str:
    """The screen as it is written to a file: no colour, UTF-8."""
    file = io.StringIO()
    console(file, width=width).print(screen)
    return file.getvalue()


def framed(page: Page, foot: Foot, columns: int = 80, rows: int = 24, top: int = 0, follow: bool = False) -> list[str]:
    """The lines of one frame of `watch`, without what only a terminal understands."""
    made = frame(console(io.StringIO(), width=columns), (columns, rows), page, foot, top, follow=follow)
    assert made.text.startswith(START)
    assert made.text.endswith(END)
    return made.text.removeprefix(START).removesuffix(END).split(END_OF_LINE)


def golden() -> Iterator[tuple[str, str]]:
    """(file name, screen)."""
    for name in GOLDEN:
        yield f"{name}.txt", drawn(report_view(*REPORTS[name]))
    for name in NARROW:
        yield f"{name}_60.txt", drawn(report_view(*REPORTS[name]), 60)
    yield "prompt.txt", drawn(prompt_view(ATTENTION, PROMPT, path=PATH))
    yield "prompt_60.txt", drawn(prompt_view(ATTENTION, PROMPT, path=PATH), 60)
    yield "list.txt", drawn(list_view([*ROWS, BROKEN_ROW]))
    yield "hint.txt", drawn(hint_view(HINTS, 2, 3))
    for name, (page, foot) in WATCHED.items():
        yield f"watch_{name}.txt", "\n".join(framed(page, foot)) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file_name, screen in golden():
        (FOLDER / file_name).write_text(screen, encoding="utf-8")
