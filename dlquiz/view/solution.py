"""The reference beside what the learner wrote, and the derivation."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from rich.text import Text

from dlquiz.view.changes import changes
from dlquiz.view.code import TAB, code
from dlquiz.view.markdown import markdown
from dlquiz.view.pen import Pen, Screen

SIDE_BY_SIDE = 120  # columns from which two files stand side by side
WIDEST = 240
AROUND = 2  # unchanged lines about a change
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
                yield heading(pen, "From yours (-) to the reference (+)")
                yield from difference(pen, changes(yourself, reference, AROUND), min(pen.width, 100))
                yield Text()
            yield heading(pen, f"The reference: {slug}")
            yield from code(pen, reference)
        if notes.strip():
            yield Text()
            width = min(pen.width, 100) - 2
            yield from (pen.join(" ", line) if line.plain else line for line in markdown(pen, notes, width))

    return Screen(draw, WIDEST)


def difference_view(before: str, after: str) -> Screen:
    """What one text changes of another, line by line."""
    return Screen(lambda pen: difference(pen, changes(before, after, AROUND), min(pen.width, 100)))


def heading(pen: Pen, text: str) -> Text:
    """A line that begins a part, with a rule to the right edge."""
    line = pen.join((f"── {text} ", "bold"))
    return pen.join(line, ("─" * max(min(pen.width, 100) - line.cell_len, 0), "dim"))


def difference(pen: Pen, found: Iterable[tuple[str, str]], width: int) -> Iterator[Text]:
    """A difference as `changes` finds it; a wrapped line keeps its sign."""
    for sign, line in found:
        style = DIFF_STYLES.get(sign, "")
        for row in pen.wrap(pen.text(line.expandtabs(TAB), style if sign == "@" else ""), width - 2, hang=TAB):
            yield row if sign == "@" else pen.join((sign, style), row)


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
