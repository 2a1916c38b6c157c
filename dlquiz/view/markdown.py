"""Prompts and notes, written in Markdown, as lines of text: formulas whole, tables without loss, no boxes of colour.

rich.markdown wraps formulas in the middle, and its import (with pygments) costs as much as the rest of a command.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.text import Text

from dlquiz.view.columns import table
from dlquiz.view.pen import GLUE, Pen, indented

INDENT = 4  # of formulas and code
REMARK = re.compile(r"(?P<formula>\s*\S.*?)\s{3,}(?P<remark>\S.*?)\s*")  # a formula, a wide gap, a word about it
SHORT_GROUP = re.compile(r"[(\[{][^()\[\]{}]{1,16}[)\]}]")  # (…, L, E): not to be broken
CODE = "cyan"
BULLET = "•"


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables; HTML is text like any other."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def markdown(pen: Pen, source: str, width: int) -> list[Text]:
    """The lines of a Markdown text, at most `width` columns wide."""
    return _Drawing(pen, parser().parse(source)).blocks(width)


def inline(pen: Pen, source: str) -> Text:
    """A Markdown text without blocks: emphasis and code, in one Text to be wrapped."""
    tokens = parser().parseInline(source)
    return _inline(pen, tokens[0].children or [])


@dataclass
class _Drawing:
    """Walks the tokens of a document once."""

    pen: Pen
    tokens: list[Token]
    position: int = 0

    def blocks(self, width: int, until: str = "", *, tight: bool = False) -> list[Text]:
        """The blocks up to the token `until`, with an empty line between two unless `tight`."""
        lines: list[Text] = []
        while self.position < len(self.tokens) and self.tokens[self.position].type != until:
            block = self._block(width)
            if lines and block and not tight:
                lines.append(Text())
            lines += block
        self.position += 1
        return lines

    def _block(self, width: int) -> list[Text]:
        token = self._next()
        match token.type:
            case "heading_open":
                return self._paragraph(width, "bold")
            case "paragraph_open":
                return self._paragraph(width)
            case "code_block" | "fence":
                return _formulas(self.pen, token.content, width)
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token, width)
            case "blockquote_open":
                return self.pen.barred(self.blocks(width - 2, "blockquote_close"), margin=0)
            case "table_open":
                return self._table(width)
            case "hr":
                return [self.pen.text("─" * width, "dim")]
        return []

    def _next(self) -> Token:
        self.position += 1
        return self.tokens[self.position - 1]

    def _paragraph(self, width: int, style: str = "") -> list[Text]:
        text = _inline(self.pen, self._next().children or [])
        self._next()
        text.stylize_before(style)
        return [row for line in text.split("\n", allow_blank=True) for row in self.pen.wrap(line, width)]

    def _list(self, opening: Token, width: int) -> list[Text]:
        closing = opening.type.replace("open", "close")
        number = int(opening.attrs.get("start", 1))
        tight = _is_tight(self.tokens, self.position)
        lines: list[Text] = []
        while self._next().type != closing:
            mark = f"{number}. " if opening.type.startswith("ordered") else f"{BULLET} "
            item = self.blocks(width - len(mark), "list_item_close", tight=tight)
            lines += [Text()] if lines and not tight else []
            lines += _hanging(self.pen.text(mark), item)
            number += 1
        return lines

    def _table(self, width: int) -> list[Text]:
        rows: list[list[Text]] = []
        right = set()
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                if "right" in str(token.attrs.get("style", "")):
                    right.add(len(rows[-1]))
                rows[-1].append(_inline(self.pen, self._next().children or []))
        return _with_rule(self.pen, rows, width, frozenset(right))


def _is_tight(tokens: Sequence[Token], start: int) -> bool:
    return next((token.hidden for token in tokens[start:] if token.type == "paragraph_open"), True)


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


def _inline(pen: Pen, tokens: Sequence[Token]) -> Text:
    text = Text()
    styles: list[str] = []
    targets: list[str] = []
    for token in tokens:
        match token.type:
            case "strong_open":
                styles.append("bold")
            case "em_open":
                styles.append("italic")
            case "strong_close" | "em_close":
                styles.pop()
            case "link_open":
                targets.append(str(token.attrs["href"]))
            case "link_close":
                text.append_text(_target(pen, targets.pop(), text))
            case "softbreak":
                text.append(" ")
            case "hardbreak":
                text.append("\n")
            case "code_inline":
                text.append_text(_code(pen, token.content, styles))
            case _:
                text.append_text(_words(pen, token.content, styles))
    return text


def _target(pen: Pen, address: str, so_far: Text) -> Text:
    return Text() if so_far.plain.endswith(address) else pen.text(f" ({address})", "dim")


def _code(pen: Pen, content: str, styles: list[str]) -> Text:
    shown = content if pen.colour else f"`{content}`"  # what colour says has to be said without it, too
    return pen.glued(pen.text(shown, " ".join([*styles, CODE])))


def _words(pen: Pen, content: str, styles: list[str]) -> Text:
    text = pen.text(content, " ".join(styles))
    text.plain = SHORT_GROUP.sub(lambda group: group[0].replace(" ", GLUE), text.plain)
    return text
