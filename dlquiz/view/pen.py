"""Draws lines of text for one terminal. All that reaches a screen goes through a Pen: it writes out control characters,
finds stand-ins for what the encoding lacks, and never takes text for markup."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from rich.text import Text

from dlquiz.view.charset import readable, shows
from dlquiz.view.plain import plain

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.segment import Segment

OK: Final = "✓"
BAD: Final = "✗"
SKIP: Final = "–"
SIGN_STYLES: Final = {OK: "green", BAD: "red", SKIP: "dim"}
WIDEST: Final = 100  # longer lines are hard to read
NARROWEST: Final = 24
GLUE: Final = "\ue000"  # a space at which no line is broken; private use, so plain() lets none in
LONGEST_GLUED: Final = 30
TAB: Final = 8


class Pen:
    """Knows the terminal: `width` in columns, whether `colour` shows, and which characters its encoding has."""

    def __init__(self, console: "Console", width: int) -> None:
        self.console = console
        self.width = max(width, NARROWEST)
        self.colour = console.color_system is not None and not console.no_color
        self.encoding = console.encoding
        self.sign_width = 1 if shows(self.encoding, OK) else len(readable(self.encoding, OK))

    def text(self, text: str, style: str = "") -> Text:
        """One line: a newline in it is written out too, so that a file name can't start a line of its own."""
        return Text(self._one_line(text), style)

    def lines(self, text: str, style: str = "") -> list[Text]:
        """One Text per line of `text`; tabs become spaces."""
        whole = readable(self.encoding, plain(text)).expandtabs(TAB)
        return [Text(line, style) for line in whole.split("\n")]

    def join(self, *parts: "str | Text | tuple[str, str]") -> Text:
        """One line of parts, each a string, a (string, style) pair, or a Text."""
        joined = Text()
        for part in parts:
            if isinstance(part, Text):
                joined.append_text(part)
            else:
                text, style = (part, "") if isinstance(part, str) else part
                joined.append(self._one_line(text), style)
        return joined

    def _one_line(self, text: str) -> str:
        return readable(self.encoding, plain(text).replace("\n", "\\n").replace("\t", " "))

    def sign(self, sign: str) -> Text:
        """✓, ✗ or –, as wide as the widest of them in this encoding."""
        drawn = self.text(sign, SIGN_STYLES.get(sign, ""))
        drawn.pad_right(self.sign_width - drawn.cell_len)
        return drawn

    def glued(self, text: Text) -> Text:
        """`text` as one word, unless it is long: no line is broken at its spaces."""
        if text.cell_len <= LONGEST_GLUED:
            text.plain = text.plain.replace(" ", GLUE)
        return text

    def command(self, text: str) -> Text:
        """A command that the reader may type, in one piece."""
        command = self.text(text, "cyan")
        command.plain = command.plain.replace(" ", GLUE)
        return command

    def wrap(self, text: Text, width: int, hang: int = 0) -> list[Text]:
        """Lines of at most `width` columns; those after the first are indented by `hang` more than the first is."""
        indent = len(text.plain) - len(text.plain.lstrip(" ")) + hang
        indent = indent if indent <= width // 2 else 0
        first, *rest = text.wrap(self.console, width, overflow="fold")
        if rest and indent:
            remainder = text[len(first) :]
            remainder = remainder[len(remainder.plain) - len(remainder.plain.lstrip(" ")) :]
            rest = list(remainder.wrap(self.console, width - indent, overflow="fold"))
        return [_stripped(first), *(_stripped(indented(line, indent)) for line in rest)]

    def paragraph(self, text: str, width: int, style: str = "") -> list[Text]:
        """A text of several lines, wrapped; no line at all for an empty text."""
        if not text.strip():
            return []
        return [row for line in self.lines(text.strip("\n"), style) for row in self.wrap(line, width)]

    def row(self, left: Text, right: Text, width: int | None = None) -> list[Text]:
        """`left`, and `right` at the right edge; on a line of its own where both don't fit."""
        width = width or self.width - 1
        if not right.plain:
            return self.wrap(left, width, hang=self.sign_width + 1)
        gap = width - left.cell_len - right.cell_len
        if gap >= 2:
            return [self.join(left, " " * gap, right)]
        rows = self.wrap(left, width, hang=self.sign_width + 1)
        gap = width - rows[-1].cell_len - right.cell_len
        if gap >= 2:
            return [*rows[:-1], self.join(rows[-1], " " * gap, right)]
        return [*rows, indented(right, max(width - right.cell_len, 0))]

    def barred(self, lines: Iterable[Text], style: str = "dim", margin: int = 1) -> list[Text]:
        """Each line behind a left bar; one that is too long is wrapped, so that no terminal does it without a bar."""
        bar = self.text("│", style)
        room = self.width - margin - 2
        rows = [row for line in lines for row in ([line] if line.cell_len <= room else self.wrap(line, room))]
        return [self.join(" " * margin, bar, indented(row, 1)) for row in rows]

    def under_bar(self, margin: int = 1) -> int:
        """Columns left behind a bar, with one free at the right edge."""
        return self.width - margin - 3


class Screen:
    """What a view function returns: a rich renderable that draws itself for the console it is printed on."""

    def __init__(self, draw: Callable[[Pen], Iterable[Text]], widest: int = WIDEST) -> None:
        self._draw = draw
        self._widest = widest

    def lines(self, console: "Console", width: int) -> Iterator[Text]:
        """The lines, for so many columns."""
        for line in self._draw(Pen(console, min(width, self._widest))):
            yield finished(line)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> Iterator["Segment"]:
        for line in self.lines(console, options.max_width):
            yield from line.render(console, end="\n")  # already laid out; what is longer is a path to be copied


def finished(line: Text) -> Text:
    """A line that is laid out: its glue has become spaces."""
    if GLUE in line.plain:
        line.plain = line.plain.replace(GLUE, " ")
    return line


def indented(line: Text, columns: int) -> Text:
    """`line`, moved to the right; an empty line stays empty."""
    return line if not line.plain else Text(" " * columns).append_text(line)


def clipped(lines: list[Text], most: int, pen: Pen) -> list[Text]:
    """At most `most` lines, the last of which says how many are missing."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], pen.text(f"… {len(lines) - most + 1} more lines", "dim")]


def _stripped(line: Text) -> Text:
    line.rstrip()
    return line
