"""The reference beside what the learner wrote, and the derivation."""

import difflib
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.text import Text

from dlquiz.view.code import TAB, code
from dlquiz.view.markdown import markdown
from dlquiz.view.pen import Pen, Screen

SIDE_BY_SIDE = 120  # columns from which two files stand side by side
WIDEST = 240
DIFF_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def solution_view(slug: str, own: str | None, reference: str, notes: str, *, diff: bool = False) -> Screen:
    """The learner's source and the reference, side by side or as a difference, then the notes.

    Args:
        own: the learner's source; None if they have written nothing.
        notes: the derivation, Markdown.
        diff: as a difference even where both fit side by side.
    """

    def draw(pen: Pen) -> Iterator[Text]:
        yourself = own if own is not None and own.strip() != reference.strip() else None
        if yourself is not None and pen.width >= SIDE_BY_SIDE and not diff:
            yield from _columns(pen, slug, yourself, reference)
        else:
            if yourself is not None:
                yield _heading(pen, "From yours (-) to the reference (+)")
                yield from _difference(pen, yourself, reference)
                yield Text()
            yield _heading(pen, f"The reference: {slug}")
            yield from code(pen, reference)
        if notes.strip():
            yield Text()
            width = min(pen.width, 100) - 2
            yield from (pen.join(" ", line) if line.plain else line for line in markdown(pen, notes, width))

    return Screen(draw, WIDEST)


def _heading(pen: Pen, text: str) -> Text:
    line = pen.join((f"── {text} ", "bold"))
    return pen.join(line, ("─" * max(min(pen.width, 100) - line.cell_len, 0), "dim"))


def _difference(pen: Pen, own: str, reference: str) -> Iterator[Text]:
    """A unified difference, without the file names that it begins with; a wrapped line keeps its sign."""
    found = difflib.unified_diff(own.splitlines(), reference.splitlines(), lineterm="", n=2)
    for line in list(found)[2:]:
        sign, style = line[:1], DIFF_STYLES.get(line[:1], "")
        for row in pen.wrap(pen.text(line[1:].expandtabs(TAB)), min(pen.width, 100) - 2, hang=TAB):
            yield pen.join((sign, style), row) if sign != "@" else pen.text(line, style)


def _columns(pen: Pen, slug: str, own: str, reference: str) -> Iterator[Text]:
    """Both files, line beside line; a mark between them where they differ."""
    width = (pen.width - 7) // 2
    yours, theirs = code(pen, own), code(pen, reference)
    yield _pair(pen, pen.text("Yours", "bold"), "│", pen.text(f"The reference: {slug}", "bold"), width)
    yield pen.text("─" * (2 * width + 7), "dim")
    matcher = difflib.SequenceMatcher(None, [line.plain for line in yours], [line.plain for line in theirs], False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        for left, right in zip_longest(yours[i1:i2], theirs[j1:j2], fillvalue=Text()):
            yield from _wrapped_pair(pen, left, "│" if tag == "equal" else "┊", right, width)


def _wrapped_pair(pen: Pen, left: Text, mark: str, right: Text, width: int) -> Iterator[Text]:
    sides: Sequence[list[Text]] = [pen.wrap(side, width, hang=TAB) for side in (left, right)]
    for one, other in zip_longest(*sides, fillvalue=Text()):
        yield _pair(pen, one, mark, other, width)


def _pair(pen: Pen, left: Text, mark: str, right: Text, width: int) -> Text:
    style = "yellow" if mark == "┊" else "dim"
    pair = pen.join(("│ ", "dim"), left, " " * (width - left.cell_len + 1), (mark, style), " ", right)
    pair.rstrip()
    return pair
