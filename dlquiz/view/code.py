"""Python source, line by line, never wrapped, so that it can be copied."""

from rich.text import Text

from dlquiz.view.pen import Pen

TAB = 4


def code(pen: Pen, source: str) -> list[Text]:
    """One Text per line, with Python's colours where the terminal has any."""
    lines = pen.lines(source.rstrip("\n").expandtabs(TAB))
    if not pen.colour:
        return lines
    from rich.syntax import Syntax

    syntax = Syntax("", "python", theme="ansi_dark", background_color="default")
    whole = syntax.highlight("\n".join(line.plain for line in lines))
    return list(whole.split("\n", allow_blank=True))[: len(lines)]
