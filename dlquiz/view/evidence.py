"""What stands behind a failing check's bar: the mistake, what happened, where, the case and its numbers."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.text import Text

from dlquiz.model import Case, CheckResult, Frame, Where
from dlquiz.view.columns import table
from dlquiz.view.pen import BAD, GLUE, OK, SIGN_STYLES, Pen, clipped, indented

STEP = 2  # columns of indentation
MOST_ROWS = 12  # of a message: an exception's text can be as long as its author likes
MOST_FRAMES = 8
MOST_CHARACTERS = 4000
FIRST_SENTENCE = re.compile(r"(.+?[.?])\s+(?=[^\sa-z])(.*)", re.DOTALL)
MODULE = "<module>"
INSIDE_ARGUMENT = re.compile("(?<!,) ")
INSIDE_ENTRY = re.compile("(?<! ) (?! )")


def full(pen: Pen, check: CheckResult, *, verbose: bool = False) -> list[Text]:
    """All that is known of a failing check: the mistake first, then the evidence."""
    width = pen.under_bar()
    case = check.case or Case(call="")
    says = statement(pen, check.diagnosis.text, width) if check.diagnosis else []
    message = told(pen, check.message, width)
    place = _place(pen, check.where, width)
    call = _call(pen, case.call, width) if case.call else []
    before_table = [line for line in case.evidence if case.table and line.endswith(":")]
    others = [line for line in case.evidence if line not in before_table]
    lines = [row for line in (*others, *before_table) for row in _evidence(pen, line, width - STEP)]
    if verbose and case.allowed:
        lines += pen.wrap(pen.text(f"allowed: {case.allowed}"), width - STEP, hang=STEP)
    if case.table:
        lines += _moved(_numbers(pen, case.table, width - 2 * STEP))
    if says and not place:  # the message is the first line of the evidence
        return _blocks(says, [*call, *_moved([*message, *lines])])
    return _blocks(says, [*message, *place], [*call, *_moved(lines)])


def short(pen: Pen, check: CheckResult, first: CheckResult, most: int) -> list[Text]:
    """A further failing check in `most` lines: its mistake, or what happened."""
    if check.diagnosis and check.diagnosis == first.diagnosis:
        return [pen.text("The same mistake as above.")]
    width = pen.under_bar()
    if (check.verdict, check.message) == (first.verdict, first.message):
        return [pen.text("The same as above.")]
    message = told(pen, check.message, width)
    says = statement(pen, check.diagnosis.text, width) if check.diagnosis else []
    return clipped([*message[: most - 1 if says else most], *says], most, pen)


def statement(pen: Pen, text: str, width: int) -> list[Text]:
    """A text of the bank's: its first sentence, in bold, stands alone."""
    split = FIRST_SENTENCE.fullmatch(text.strip())
    if split is None:
        return pen.paragraph(text.strip(), width, "bold")
    return [*pen.paragraph(split[1], width, "bold"), *pen.paragraph(split[2], width)]


def told(pen: Pen, message: str, width: int) -> list[Text]:
    """What happened, bounded: it may hold text of the submission's."""
    return clipped(pen.paragraph(message[:MOST_CHARACTERS], width), MOST_ROWS, pen) if message else []


def _blocks(*blocks: list[Text]) -> list[Text]:
    lines: list[Text] = []
    for block in blocks:
        lines += [Text(), *block] if lines and block else block
    return lines


def _moved(lines: Iterable[Text]) -> list[Text]:
    return [indented(line, STEP) for line in lines]


def _call(pen: Pen, call: str, width: int) -> list[Text]:
    drawn = pen.text(call[:MOST_CHARACTERS], "cyan")
    drawn.plain = INSIDE_ARGUMENT.sub(GLUE, drawn.plain)
    return clipped(pen.wrap(drawn, width, hang=2 * STEP), MOST_ROWS, pen)


def _evidence(pen: Pen, line: str, width: int) -> list[Text]:
    drawn = pen.text(line[:MOST_CHARACTERS])
    if "   " in drawn.plain:  # entries with wide gaps between them: no line ends inside one
        drawn.plain = INSIDE_ENTRY.sub(GLUE, drawn.plain)
    for sign in (OK, BAD):
        drawn.highlight_regex(re.escape(sign), SIGN_STYLES[sign])
    return clipped(pen.wrap(drawn, width, hang=STEP), MOST_ROWS, pen)


def _place(pen: Pen, where: Where | None, width: int) -> list[Text]:
    """The learner's own lines of a traceback, outermost first; else the one line that is known."""
    if where is None or not (where.frames or where.source):
        return []
    if "\n" in where.source:
        return _moved(_quoted(pen, where, width - STEP))
    frames = where.frames or (Frame(where.line, where.function, where.source),)
    runs = [(frame, len(list(same))) for frame, same in groupby(frames)]
    heads = [pen.text(_head(frame, times), "dim") for frame, times in runs]
    sources = [pen.text(frame.source.strip()[:MOST_CHARACTERS]) for frame, _ in runs]
    sources[-1].stylize("bold")
    column = max(head.cell_len for head in heads) + STEP
    if column + max(source.cell_len for source in sources) <= width - STEP:
        lines = [
            [pen.join(head, " " * (column - head.cell_len), source)]
            for head, source in zip(heads, sources, strict=True)
        ]
    else:
        lines = [
            [head, *_moved(pen.wrap(source, width - 2 * STEP, hang=2 * STEP))]
            for head, source in zip(heads, sources, strict=True)
        ]
    return _moved(row for rows in _without_middle(pen, lines) for row in rows)


def _quoted(pen: Pen, where: Where, width: int) -> list[Text]:
    """The line of a syntax error, with the caret that stands below it."""
    source = pen.lines(textwrap.dedent(where.source.rstrip())[:MOST_CHARACTERS])
    rows = [row for line in source for row in pen.wrap(line, width - STEP)]
    return [pen.text(f"line {where.line}:", "dim"), *_moved(clipped(rows, MOST_ROWS, pen))]


def _head(frame: Frame, times: int) -> str:
    within = f", in {frame.function}" if frame.function not in ("", MODULE) else ""
    return f"line {frame.line}{within}{f', {times} times' if times > 1 else ''}:"


def _without_middle(pen: Pen, lines: list[list[Text]]) -> list[list[Text]]:
    if len(lines) <= MOST_FRAMES:
        return lines
    half = MOST_FRAMES // 2
    return [*lines[:half], [pen.text(f"… {len(lines) - 2 * half} more", "dim")], *lines[-half:]]


def _numbers(pen: Pen, rows: Sequence[Sequence[str]], width: int) -> list[Text]:
    head, *body = rows
    cells = [[pen.text(cell, "dim") for cell in head], *([pen.text(cell) for cell in row] for row in body)]
    return table(pen, cells, width, right=frozenset(range(1, len(head))))
