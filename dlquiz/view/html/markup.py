"""Source and Markdown as markup. What they hold of HTML is text; neither brings styles, which the page would refuse."""

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from dlquiz.view.plain import plain

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

ALIGNED = re.compile(r'(<t[hd]) style="text-align: (left|center|right)"')
KINDS = {"-": "gone", "+": "new", "@": "where"}


def python(source: str) -> Markup:
    """Python, with a class for each kind of token."""
    from pygments import highlight

    return Markup(highlight(plain(source).rstrip("\n"), *_pygments()).rstrip("\n"))


def change(found: Iterable[tuple[str, str]]) -> Markup:
    """A difference, as `dlquiz.view.changes` finds it: a line each, with its sign."""
    lines = (
        Markup('<span class="{}">{}{}</span>').format(KINDS.get(sign, "same"), _sign(sign), _line(sign, line))
        for sign, line in found
    )
    return Markup("\n").join(lines)


def markdown(source: str) -> Markup:
    """CommonMark with tables. HTML in it is text like any other."""
    import pyromark

    options = pyromark.Options.ENABLE_TABLES
    text = plain(source)
    whole = text.encode()
    parts, done = [], 0
    for event, place in pyromark.events_with_range(text, options=options):
        if isinstance(event, dict) and {"Html", "InlineHtml"} & event.keys():
            parts += [whole[done : place["start"]], _as_text(whole[place["start"] : place["end"]])]
            done = place["end"]
    made = pyromark.html(b"".join([*parts, whole[done:]]).decode(), options=options)
    return Markup(ALIGNED.sub(r'\1 class="\2"', made))


def _as_text(html: bytes) -> bytes:
    return html.replace(b"&", b"&amp;").replace(b"<", b"&lt;")


def _sign(sign: str) -> str:
    return {"@": "", "-": "− "}.get(sign, f"{sign} ")


def _line(sign: str, line: str) -> Markup:
    return escape(plain(line)) if sign == "@" else python(line)


@cache
def _pygments() -> "tuple[PythonLexer, HtmlFormatter]":
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)
