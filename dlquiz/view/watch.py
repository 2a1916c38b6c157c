"""The screens of `dlquiz watch`: a page, and below it what holds for every page, as one string for each frame."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.style import Style
from rich.text import Text

from dlquiz.model import ExerciseMeta, Report, Verdict
from dlquiz.view.attempt import Attempt
from dlquiz.view.hint import hints
from dlquiz.view.listing import ListRow, choice
from dlquiz.view.output import MOST_LINES, printed
from dlquiz.view.passed import headline, progress_bars, targets
from dlquiz.view.pen import BAD, WIDEST, Pen, Screen, finished
from dlquiz.view.prompt import prompt_view
from dlquiz.view.report import not_passed, nothing_written
from dlquiz.view.steps import Steps

FEWEST_PRINTED = 3  # lines that are shown even where the verdict then needs scrolling
FRAME = 3  # lines around what was printed: the heading, how much is missing, an empty line
GAP = 2  # columns between two keys
# Cursor home, each line cleared behind its end, the rest of the screen cleared: nothing is ever blank in between.
# Mode 2026 asks the terminal to show it at once; those that don't know it ignore it.
START, END_OF_LINE, END = "\x1b[?2026h\x1b[H", "\x1b[K\r\n", "\x1b[K\x1b[J\x1b[?2026l"

LINK_NUMBER = re.compile(r"(\x1b\]8;)id=\d+")  # rich counts on; without it, a frame can equal the one before

Key = tuple[str, str]  # what is pressed, and the word that says what it does


@dataclass(frozen=True)
class Room:
    """What a page can use of a terminal."""

    console: Console
    width: int
    rows: int

    def pen(self) -> Pen:
        """Draws for this room."""
        return Pen(self.console, min(self.width, WIDEST))


@dataclass(frozen=True)
class Body:
    """The lines of a page, and those among them that should be in sight."""

    lines: list[Text]
    focus: range = range(0)


Page = Callable[[Room], Body]


@dataclass(frozen=True)
class Hints:
    """The hints seen so far; `asked`: the last one was asked for right now."""

    texts: Sequence[str]
    seen: int
    asked: bool


@dataclass(frozen=True)
class Foot:
    """What stands below every page. `link`: where a click on the path leads, if the terminal knows links."""

    topic: str
    attempt: Attempt
    keys: Sequence[Key]
    link: str | None = None
    status: str = ""
    notice: str = ""


@dataclass(frozen=True)
class Frame:
    """One picture: what is written to the terminal, and which of the page's lines stands first."""

    text: str
    top: int
    page: int  # rows of the page that are in sight


def text_page(screens: Sequence[Screen]) -> Page:
    """Screens of other commands, one below the other."""

    def draw(room: Room) -> Body:
        lines: list[Text] = []
        for screen in screens:
            lines += [*([Text()] if lines else []), *screen.lines(room.console, room.width)]
        return Body(lines)

    return draw


def task_page(meta: ExerciseMeta, prompt: str, seen: Hints | None) -> Page:
    """What the exercise asks for."""

    def draw(room: Room) -> Body:
        return _with_hints(room, list(prompt_view(meta, prompt).lines(room.console, room.width)), seen)

    return draw


def report_page(report: Report, meta: ExerciseMeta, attempt: Attempt, prompt: str, seen: Hints | None) -> Page:
    """What was printed, the verdicts with the diagnosis, the hints, and after a pass what comes next.

    Args:
        prompt: the task, which is shown as long as nothing is written.
    """

    def draw(room: Room) -> Body:
        pen = room.pen()
        if report.verdict is Verdict.PASSED:
            verdicts = [*headline(pen, report, meta, attempt), *targets(pen, report)]
        else:
            verdicts = list(not_passed(pen, report, meta, attempt))
        if nothing_written(report):
            verdicts += [Text(), *prompt_view(meta, prompt).lines(room.console, room.width)]
        lines = [*_printed(pen, report, room.rows - len(verdicts)), *verdicts]
        if report.passed:
            return _with_hints(room, [*lines, *_done(pen, attempt)], seen if seen and seen.asked else None)
        return _with_hints(room, lines, seen)

    return draw


def trouble_page(text: str, advice: str) -> Page:
    """Why there is nothing to grade, and what to do."""

    def draw(room: Room) -> Body:
        pen = room.pen()
        said = pen.wrap(pen.join(" ", pen.sign(BAD), " ", (text, "bold")), pen.width - 1, hang=2)
        return Body([*said, Text(), *pen.wrap(pen.text(f"   {advice}"), pen.width - 1)])

    return draw


def list_page(rows: Sequence[ListRow], chosen: str) -> Page:
    """All exercises, to choose one. `chosen`: its slug."""

    def draw(room: Room) -> Body:
        return Body(*choice(room.pen(), rows, chosen))

    return draw


def help_page(keys: Sequence[Key]) -> Page:
    """What the keys do, in sentences."""

    def draw(room: Room) -> Body:
        pen = room.pen()
        steps = Steps()
        for key, sentence in keys:
            steps.add(key, "", sentence)
        lead = pen.wrap(pen.text(" Edit the file and save it: it is graded at once."), pen.width - 1)
        return Body([*lead, Text(), *steps.draw(pen)])

    return draw


def frame(console: Console, size: tuple[int, int], page: Page, foot: Foot, top: int, *, follow: bool = False) -> Frame:
    """Compose one picture.

    Args:
        size: columns and rows of the terminal.
        top: the line of the page that should stand first; less, if the page would end before the foot begins.
        follow: move the page so that its focus is in sight.
    """
    width, height = size
    pen = Room(console, width, height).pen()
    below = [finished(line) for line in _foot(pen, foot)][-max(height // 2, 1) :]
    rows = max(height - len(below) - 1, 1)
    body = page(Room(console, width, rows))
    if follow and body.focus:
        top = max(min(top, body.focus.start), body.focus.stop - rows)
    top = max(min(top, len(body.lines) - rows), 0)
    shown = [finished(line) for line in body.lines[top : top + rows]]
    shown += [Text()] * (rows - len(shown))
    lines = [*shown, _rule(pen, top, rows, len(body.lines)), *below][-height:]
    return Frame(_text(console, lines, width), top, rows)


def _printed(pen: Pen, report: Report, spare: int) -> list[Text]:
    """What was printed, an empty line below it: as much as leaves the verdicts in sight, but some of it always."""
    most = max(spare - FRAME, FEWEST_PRINTED)
    lines = list(printed(pen, report, most=min(most, MOST_LINES)))[1:]
    rows = most + FRAME - 1
    if len(lines) > rows:
        lines[rows - 1 :] = [pen.text(f"   … {len(lines) - rows + 1} more lines", "dim")]
    return [*lines, Text()] if lines else []


def _with_hints(room: Room, lines: list[Text], seen: Hints | None) -> Body:
    if seen is None:
        return Body(lines)
    *told, _ = hints(room.pen(), seen.texts, seen.seen, len(seen.texts))
    return Body([*lines, Text(), *told], range(len(lines), len(lines) + 1 + len(told)) if seen.asked else range(0))


def _done(pen: Pen, attempt: Attempt) -> list[Text]:
    steps = Steps()
    if attempt.next_slug is not None:
        steps.add("n", "", f"goes on to {attempt.next_slug}")
    if attempt.compare:
        steps.add("s", "", "shows the reference beside your answer, and the derivation")
    every = attempt.next_slug is None and attempt.all_done >= attempt.all_total
    said = f" Done ✓  Every exercise is passed: {attempt.all_done} of {attempt.all_total}." if every else " Done ✓"
    but = pen.wrap(pen.text(f" {attempt.given_up}", "yellow"), pen.width - 1) if attempt.given_up else []
    return [Text(), pen.text(said, "bold green"), *but, *steps.draw(pen)]


def _foot(pen: Pen, foot: Foot) -> list[Text]:
    """The least important lines come first: a low terminal leaves them out."""
    path = pen.text(foot.attempt.path)
    if foot.link is not None:
        path.stylize(Style(link=foot.link))
    place = pen.join(" ", path)
    status = pen.text(foot.status, "dim")
    fits = place.cell_len + status.cell_len + 3 <= pen.width
    notice = pen.wrap(pen.text(f" {foot.notice}", "bold yellow"), pen.width - 1) if foot.notice else []
    return [
        *progress_bars(pen, foot.topic, foot.attempt),
        *(pen.row(place, status) if fits else [place, pen.join(" ", status)]),
        *notice,
        *_keys(pen, foot.keys),
    ]


def _keys(pen: Pen, keys: Sequence[Key]) -> list[Text]:
    rows = [Text()]
    for key, word in keys:
        entry = pen.join((key, "bold cyan"), " ", word)
        if rows[-1].cell_len + GAP + entry.cell_len >= pen.width:
            rows.append(Text())
        rows[-1] = pen.join(rows[-1], " " * (GAP if rows[-1].plain else 1), entry)
    return rows


def _rule(pen: Pen, top: int, rows: int, total: int) -> Text:
    """The line between page and foot; it says what is out of sight."""
    if total <= rows:
        return pen.text("─" * pen.width, "dim")
    place = f" lines {top + 1} to {min(top + rows, total)} of {total}, move with ↑ ↓ "
    return pen.join(("─" * max(pen.width - len(place) - 2, 0), "dim"), (place, "bold"), ("──", "dim"))


def _text(console: Console, lines: Sequence[Text], width: int) -> str:
    for line in lines:
        line.truncate(width, overflow="crop")
    with console.capture() as captured:
        console.print(Text("\n").join(lines), end="")
    return START + LINK_NUMBER.sub(r"\1", captured.get()).replace("\n", END_OF_LINE) + END
