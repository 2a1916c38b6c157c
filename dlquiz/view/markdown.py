"""Prompts and notes, written in Markdown, as lines of text: formulas whole, tables without loss, no boxes of colour.

rich.markdown wraps formulas in the middle, and its import (with pygments) costs as much as the rest of a command.
"""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyromark
from rich.text import Text

from dlquiz.view.columns import table
from dlquiz.view.pen import GLUE, Pen, indented

INDENT = 4  # of formulas and code
REMARK = re.compile(r"(?P<formula>\s*\S.*?)\s{3,}(?P<remark>\S.*?)\s*")  # a formula, a wide gap, a word about it
SHORT_GROUP = re.compile(r"[(\[{][^()\[\]{}]{1,16}[)\]}]")  # (…, L, E): not to be broken
CODE = "cyan"
BULLET = "•"
STYLES = {"Strong": "bold", "Emphasis": "italic"}
INLINE = frozenset(
    {
        *("Text", "Code", "Html", "InlineHtml", "SoftBreak", "HardBreak"),
        *("Strong", "/Strong", "Emphasis", "/Emphasis", "Link", "/Link", "Image", "/Image"),
    }
)


class Event(NamedTuple):
    """A step through a document: a leaf such as "Text", or "Strong" where it begins and "/Strong" where it ends."""

    name: str
    data: Any = None  # a leaf's text, a link's address, …


def events(source: str) -> list[Event]:
    """CommonMark with tables."""
    return [_event(raw) for raw in pyromark.events(source, options=pyromark.Options.ENABLE_TABLES)]


def _event(raw: Any) -> Event:
    """`raw` is "Rule", {"Text": "…"}, {"Start": "Strong"} or {"Start": {"Link": {…}}}."""
    if isinstance(raw, str):
        return Event(raw)
    ((kind, content),) = raw.items()
    if kind not in ("Start", "End"):
        return Event(kind, content)
    name, data = (content, None) if isinstance(content, str) else next(iter(content.items()))
    return Event(name if kind == "Start" else f"/{name}", data)


def markdown(pen: Pen, source: str, width: int) -> list[Text]:
    """The lines of a Markdown text, at most `width` columns wide. HTML is text like any other."""
    return _Drawing(pen, events(source)).blocks(width)


@dataclass
class _Drawing:
    """Walks the events of a document once."""

    pen: Pen
    events: list[Event]
    position: int = 0

    def blocks(self, width: int, until: str = "", *, tight: bool = False) -> list[Text]:
        """The blocks up to the event `until`, with an empty line between two unless `tight`."""
        lines: list[Text] = []
        while self.position < len(self.events) and self._ahead() != until:
            block = self._block(width)
            if lines and block and not tight:
                lines.append(Text())
            lines += block
        self.position += 1
        return lines

    def _block(self, width: int) -> list[Text]:
        if self._ahead() in INLINE:  # in a list whose items have no empty lines between them
            return self._lines(width)
        event = self._next()
        match event.name:
            case "Heading":
                return self._paragraph(width, "bold")
            case "Paragraph" | "HtmlBlock":
                return self._paragraph(width)
            case "CodeBlock":
                return self._code_block(width)
            case "List":
                return self._list(event.data, width)
            case "BlockQuote":
                return self.pen.barred(self.blocks(width - 2, "/BlockQuote"), margin=0)
            case "Table":
                return self._table(event.data, width)
            case "Rule":
                return [self.pen.text("─" * width, "dim")]
        return []

    def _ahead(self) -> str:
        return self.events[self.position].name

    def _next(self) -> Event:
        self.position += 1
        return self.events[self.position - 1]

    def _paragraph(self, width: int, style: str = "") -> list[Text]:
        lines = self._lines(width, style)
        self._next()
        return lines

    def _lines(self, width: int, style: str = "") -> list[Text]:
        text = self._inline()
        text.stylize_before(style)
        return [row for line in text.split("\n", allow_blank=True) for row in self.pen.wrap(line, width)]

    def _code_block(self, width: int) -> list[Text]:
        content = ""
        while (event := self._next()).name != "/CodeBlock":
            content += event.data
        return _formulas(self.pen, content, width)

    def _list(self, first: int | None, width: int) -> list[Text]:
        """`first` is the number of the first item; None where the items have bullets."""
        tight = self.events[self.position + 1].name != "Paragraph"
        lines: list[Text] = []
        number = first or 0
        while self._next().name == "Item":
            mark = f"{BULLET} " if first is None else f"{number}. "
            item = self.blocks(width - len(mark), "/Item", tight=tight)
            lines += [Text()] if lines and not tight else []
            lines += _hanging(self.pen.text(mark), item)
            number += 1
        return lines

    def _table(self, alignments: tuple[str, ...], width: int) -> list[Text]:
        rows: list[list[Text]] = []
        while (event := self._next()).name != "/Table":
            if event.name in ("TableHead", "TableRow"):
                rows.append([])
            elif event.name == "TableCell":
                rows[-1].append(self._inline())
        right = frozenset(i for i, alignment in enumerate(alignments) if alignment == "Right")
        return _with_rule(self.pen, rows, width, right)

    def _inline(self) -> Text:
        """All that comes before the next block begins or this one ends."""
        text = Text()
        styles: list[str] = []
        targets: list[str] = []
        while self.position < len(self.events) and self._ahead() in INLINE:
            event = self._next()
            match event.name:
                case "Strong" | "Emphasis":
                    styles.append(STYLES[event.name])
                case "/Strong" | "/Emphasis":
                    styles.pop()
                case "Link" | "Image":
                    targets.append(event.data["dest_url"])
                case "/Link" | "/Image":
                    text.append_text(_target(self.pen, targets.pop(), text))
                case "SoftBreak":
                    text.append(" ")
                case "HardBreak":
                    text.append("\n")
                case "Code":
                    text.append_text(_code(self.pen, event.data, styles))
                case "Html":  # one line of a block
                    text.append_text(_words(self.pen, event.data.removesuffix("\n"), styles)).append("\n")
                case _:
                    text.append_text(_words(self.pen, event.data, styles))
        text.rstrip()
        return text


def _hanging(mark: Text, item: list[Text]) -> list[Text]:
    indent = mark.cell_len
    first, *rest = item or [Text()]
    return [mark.append_text(first), *(indented(line, indent) for line in rest)]


def _with_rule(pen: Pen, rows: list[list[Text]], width: int, right: frozenset[int]) -> list[Text]:
    for cell in rows[0]:
        cell.stylize_before("bold")
    lines = table(pen, rows, width, right=right)
    below_head = len(table(pen, rows[:1], width, right=right))
    rule = pen.text("─" * max(line.cell_len for line in lines), "dim")
    return [*lines[:below_head], rule, *lines[below_head:]]


def _formulas(pen: Pen, content: str, width: int) -> list[Text]:
    """Verbatim lines, indented. A remark behind a wide gap moves below its formula where the line is too long."""
    room = width - INDENT
    lines: list[Text] = []
    for line in pen.lines(content.rstrip("\n")):
        split = REMARK.fullmatch(line.plain) if line.cell_len > room else None
        if split:
            remark = pen.wrap(pen.text(split["remark"], "dim"), room)
            lines += pen.wrap(pen.text(split["formula"]), room, hang=INDENT)
            lines += [indented(row, room - max(row.cell_len for row in remark)) for row in remark]
        else:
            lines += pen.wrap(line, room, hang=INDENT)
    return [indented(line, INDENT) for line in lines]


def _target(pen: Pen, address: str, so_far: Text) -> Text:
    return Text() if so_far.plain.endswith(address) else pen.text(f" ({address})", "dim")


def _code(pen: Pen, content: str, styles: list[str]) -> Text:
    shown = content if pen.colour else f"`{content}`"  # what colour says has to be said without it, too
    return pen.glued(pen.text(shown, " ".join([*styles, CODE])))


def _words(pen: Pen, content: str, styles: list[str]) -> Text:
    text = pen.text(content, " ".join(styles))
    text.plain = SHORT_GROUP.sub(lambda group: group[0].replace(" ", GLUE), text.plain)
    return text
