"""What the submission printed: behind a bar, escaped, and not more of it than helps."""

from collections.abc import Iterator

from rich.text import Text

from dlquiz.model import Report, Verdict
from dlquiz.view.pen import Pen
from dlquiz.view.words import count

MOST_LINES = 12
LONGEST_LINE = 400  # characters


def printed(pen: Pen, report: Report, *, verbose: bool = False, most: int = MOST_LINES) -> Iterator[Text]:
    """The first `most` lines of what was printed by the first failing check and on import; with `verbose`, all of it.

    Starts with an empty line; nothing at all where nothing was printed.
    """
    sources = _sources(report)
    shown = sources if verbose else sources[:2]
    left = most
    for heading, output in shown:
        lines = output.rstrip("\n").split("\n")
        some = lines if verbose else lines[:left]
        left -= len(some)
        if some:
            yield Text()
            yield from pen.wrap(pen.text(f" You printed{heading}:"), pen.width - 1, hang=2)
            yield from pen.barred(row for line in some for row in _line(pen, line))
        if len(lines) > len(some):
            which = "" if some else heading
            more = pen.text(f"   … {count(len(lines) - len(some), 'more line')}{which}", "dim")
            yield from pen.wrap(more, pen.width - 1)
    if len(sources) > len(shown):
        yield pen.text(f"   … and more in {count(len(sources) - len(shown), 'other check')}", "dim")


def printed_count(pen: Pen, report: Report) -> Iterator[Text]:
    """How much was printed: enough to know after a pass."""
    lines = sum(len(output.rstrip("\n").split("\n")) for _, output in _sources(report))
    if lines:
        yield Text()
        command = pen.command(f"dlquiz check {report.exercise} --verbose")
        yield from pen.wrap(pen.join(f" You printed {count(lines, 'line')}. To see them:  ", command), pen.width - 1)


def _sources(report: Report) -> list[tuple[str, str]]:
    """(where, what) for each part of the run that printed something, the most telling first."""
    failing = [check for check in report.checks if check.verdict is not Verdict.PASSED]
    others = [check for check in report.checks if check.verdict is Verdict.PASSED]
    parts = [(f' in "{check.name}"', check.output) for check in (*failing, *others)]
    parts.insert(1 if failing else 0, (" while your file was imported", report.output))
    found = [(heading, output) for heading, output in parts if output.strip("\n")]
    return [("", output) for _, output in found] if len(found) == 1 else found


def _line(pen: Pen, line: str) -> list[Text]:
    width = pen.under_bar()
    (drawn,) = pen.lines(line[:LONGEST_LINE])
    rows = pen.wrap(drawn, width)
    if len(line) > LONGEST_LINE:
        rows += [pen.text(f"… {len(line) - LONGEST_LINE} more characters", "dim")]
    return rows
