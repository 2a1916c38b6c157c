"""The screen after a pass: the score, how it went, on which targets, and where to go next."""

from collections.abc import Iterator

from rich.text import Text

from dlquiz.model import ExerciseMeta, Report
from dlquiz.view.attempt import Attempt
from dlquiz.view.pen import BAD, OK, SIGN_STYLES, Pen
from dlquiz.view.picture import pictures
from dlquiz.view.words import count, duration, gauge, points

TOPIC_GAUGE = 12
ALL_GAUGE = 10
STATES = {"passed": OK, "failed": BAD}


def passed(pen: Pen, report: Report, meta: ExerciseMeta, attempt: Attempt) -> Iterator[Text]:
    """All lines of the screen."""
    yield from headline(pen, report, meta, attempt)
    margin = " " * (pen.sign_width + 2)
    if attempt.given_up:
        yield from pen.wrap(pen.text(margin + attempt.given_up, "yellow"), pen.width - 1)
    if attempt.compare:
        slug = "" if attempt.current else f" {meta.slug}"
        lead = "Compare with the reference and the derivation:  "
        yield from pen.wrap(pen.join(margin, lead, pen.command(f"dlquiz solution{slug}")), pen.width - 1)
    yield from targets(pen, report)
    yield from pictures(pen, report)
    if attempt.all_total:
        yield Text()
        yield from progress_bars(pen, meta.topic, attempt)
        yield from _onward(pen, attempt)


def headline(pen: Pen, report: Report, meta: ExerciseMeta, attempt: Attempt) -> list[Text]:
    """That it passed, with the score and how it went."""
    score = points(report.points, report.max_points)
    head = pen.join(" ", pen.sign(OK), " ", (meta.slug, "bold"), (f"   {score}   ", "green"), effort(attempt))
    return pen.row(head, pen.text(f"({report.seconds:.2f} s)", "dim"))


def effort(attempt: Attempt) -> str:
    """`4 tries, 1 hint, 12 min`."""
    words = ["first try" if attempt.tries == 1 else count(attempt.tries, "try")]
    if attempt.hints_used:
        words.append(count(attempt.hints_used, "hint"))
    if attempt.minutes_since_first is not None and attempt.tries > 1:
        words.append(duration(attempt.minutes_since_first))
    return ", ".join(words)


def targets(pen: Pen, report: Report, *, only_if_mixed: bool = False) -> Iterator[Text]:
    """Which dtypes on which devices passed: "float64 ✓  float32 ✓   cuda: not on this machine".

    `only_if_mixed`: nothing, unless it passed on one target and failed on another.
    """
    if not report.targets or (only_if_mixed and not {"passed", "failed"} <= set(report.targets.values())):
        return
    devices: dict[str, list[Text]] = {}
    for target, state in report.targets.items():
        dtype, _, device = target.rpartition(" ")
        sign = STATES.get(state)
        shown = pen.join(f"{dtype} ", (sign, SIGN_STYLES[sign])) if sign else None
        devices.setdefault(device, []).extend([pen.glued(shown)] if shown else [])
    named = len([states for states in devices.values() if states]) > 1 or "cpu" not in devices
    line = Text()
    for device, states in devices.items():
        prefix = f"{device}: " if named or not states else ""
        words = Text("  ").join(states) if states else pen.text("not on this machine", "dim")
        line.append("   " if line.plain else "").append_text(pen.join((prefix, "dim"), words))
    margin = pen.sign_width + 2
    if only_if_mixed:
        yield Text()
    for row in pen.wrap(line, pen.width - margin - 1):
        yield pen.join(" " * margin, row)


def progress_bars(pen: Pen, topic: str, attempt: Attempt) -> Iterator[Text]:
    """How far the topic is, and the bank."""
    part = (f"{gauge(attempt.topic_done, attempt.topic_total, TOPIC_GAUGE)} ", "green")
    whole = (f"{gauge(attempt.all_done, attempt.all_total, ALL_GAUGE)} ", "green")
    left = pen.join(f" Topic {topic} ", part, f"{attempt.topic_done}/{attempt.topic_total}")
    right = pen.join("all ", whole, f"{attempt.all_done}/{attempt.all_total}")
    line = pen.join(left, "   ", right)
    yield from [line] if line.cell_len < pen.width else [left, pen.join(" ", right)]


def _onward(pen: Pen, attempt: Attempt) -> Iterator[Text]:
    if attempt.next_slug is not None:
        head = pen.join(" Next: ", (attempt.next_slug, "bold"))
        path = pen.join("  →  ", attempt.next_path or "")
        if head.cell_len + path.cell_len < pen.width:
            yield pen.join(head, path)
        else:
            yield head
            yield pen.join("    →  ", attempt.next_path or "")
    elif attempt.all_done >= attempt.all_total:
        yield from pen.wrap(
            pen.text(f" Every exercise is passed: {attempt.all_done} of {attempt.all_total}.", "bold green"),
            pen.width - 1,
        )
    else:
        yield pen.join(" Nothing else is open here. What there is:  ", pen.command("dlquiz list"))
