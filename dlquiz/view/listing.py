"""All exercises by topic, with what is done, what is open and what waits for another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rich.text import Text

from dlquiz.view.pen import BAD, OK, SKIP, Pen, Screen, indented
from dlquiz.view.words import gauge, points, stars

GAUGE = 20
LEAST_TITLE = 16  # columns; below that the title is left out
OPEN = "·"
HERE = "→"
GIVEN_UP = "~"
BACK = "«"
MARK = ">"
SIGNS = {"passed": OK, "gave_up": GIVEN_UP, "review": BACK, "locked": SKIP}


@dataclass(frozen=True)
class ListRow:
    """One exercise. `points` are those of the last attempt, and `max_points` is 0 before the first one.

    `after`: the exercises that a locked one waits for. `reason`: what is wrong with a broken one. `current`: the
    exercise that `dlquiz next` would grade. `back`: the day when one that was given up comes back.
    """

    topic: str
    slug: str
    title: str
    difficulty: int
    state: Literal["passed", "gave_up", "review", "pending", "locked", "broken"]
    topic_title: str = ""
    points: float = 0
    max_points: float = 0
    after: tuple[str, ...] = ()
    reason: str = ""
    current: bool = False
    back: str = ""


def list_view(rows: Sequence[ListRow]) -> Screen:
    """The exercises in the order of `rows`, under their topics; broken ones apart, each with its reason."""

    def draw(pen: Pen) -> Iterator[Text]:
        healthy = [row for row in rows if row.state != "broken"]
        broken = [row for row in rows if row.state == "broken"]
        if not rows:
            yield pen.text(" The bank has no exercises.")
            return
        yield from _summary(pen, healthy)
        for _, lines in _by_topic(pen, healthy):
            yield from lines
        yield from _broken(pen, broken)
        yield Text()
        yield from _legend(pen, healthy)

    return Screen(draw)


def choice(pen: Pen, rows: Sequence[ListRow], chosen: str) -> tuple[list[Text], range]:
    """The same lines with one exercise marked, and where among them it stands."""
    lines = _summary(pen, rows)
    place = range(0)
    for row, own in _by_topic(pen, rows):
        if row is not None and row.slug == chosen:
            place = range(len(lines), len(lines) + len(own))
            own[0] = pen.join((MARK, "bold"), own[0][len(MARK) :])
            for line in own:
                line.stylize("reverse")
        lines += own
    return lines, place


def _summary(pen: Pen, rows: Sequence[ListRow]) -> list[Text]:
    done = sum(row.state == "passed" for row in rows)
    left = pen.join((f" {done} of {len(rows)} exercises passed", "bold"))
    return pen.row(left, pen.text(gauge(done, len(rows), GAUGE), "green"))


def _by_topic(pen: Pen, rows: Sequence[ListRow]) -> Iterator[tuple[ListRow | None, list[Text]]]:
    """Each exercise with its lines, and no exercise with those above a topic."""
    slugs = max((len(row.slug) for row in rows), default=0)
    for topic, group in groupby(rows, key=lambda row: (row.topic, row.topic_title)):
        members = list(group)
        yield None, [Text(), *_topic(pen, *topic, members)]
        for row in members:
            yield row, _exercise(pen, row, slugs)


def _topic(pen: Pen, name: str, title: str, rows: Sequence[ListRow]) -> list[Text]:
    done = sum(row.state == "passed" for row in rows)
    heading = pen.join(" ", (name, "bold"), (f" · {title}" if title else "", "dim"))
    return pen.row(heading, pen.text(f"{done}/{len(rows)}", "dim"))


def _exercise(pen: Pen, row: ListRow, slugs: int) -> list[Text]:
    sign = SIGNS.get(row.state, HERE if row.current else OPEN)
    style = "dim" if row.state == "locked" else "bold" if row.current else ""
    level = pen.text(stars(row.difficulty), "yellow")
    head = pen.join(" ", pen.sign(sign), " ", (row.slug.ljust(slugs), style), "  ", level, "  ")
    right = pen.text(points(row.points, row.max_points) if row.max_points else "")
    if row.state == "gave_up":
        right = pen.text(f"back on {row.back}", "dim")
    elif row.state == "locked":
        right = pen.text(f"after {', '.join(row.after)}", "dim")
    room = pen.width - 1 - head.cell_len - (right.cell_len + 2 if right.plain else 0)
    title = pen.text(row.title, style)
    if title.cell_len <= room:
        return pen.row(pen.join(head, title), right)
    room = pen.width - 1 - head.cell_len
    if row.state == "locked" or room < LEAST_TITLE:
        return pen.row(head, right)
    first, *rest = pen.wrap(title, room)
    lines = [pen.join(head, first), *(indented(line, head.cell_len) for line in rest)]
    return [*lines[:-1], *pen.row(lines[-1], right)]


def _broken(pen: Pen, rows: Sequence[ListRow]) -> Iterator[Text]:
    if not rows:
        return
    yield Text()
    yield pen.text(" Broken, left out until repaired:", "bold")
    for row in rows:
        yield pen.join(" ", pen.sign(BAD), f" {row.slug}")
        yield from pen.barred(pen.paragraph(row.reason, pen.under_bar()), "red")


def _legend(pen: Pen, rows: Sequence[ListRow]) -> list[Text]:
    entries = [
        (OK, "passed", any(row.state == "passed" for row in rows)),
        (HERE, "dlquiz next", any(row.current for row in rows)),
        (OPEN, "open", any(row.state == "pending" and not row.current for row in rows)),
        (GIVEN_UP, "given up: no points", any(row.state == "gave_up" for row in rows)),
        (BACK, "given up, and back for review", any(row.state == "review" for row in rows)),
        (SKIP, "waits for another", any(row.state == "locked" for row in rows)),
    ]
    words = "   ".join(f"{sign} {meaning}" for sign, meaning, used in entries if used)
    return pen.wrap(pen.text(f" {words}", "dim"), pen.width - 1)
