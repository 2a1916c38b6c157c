"""The screen after an attempt: what happened, which mistake it is, the evidence, what to do next."""

from collections.abc import Iterator

from msgspec.structs import replace
from rich.text import Text

from dlquiz.model import CheckResult, ExerciseMeta, Report, Verdict
from dlquiz.view import evidence
from dlquiz.view.attempt import Attempt
from dlquiz.view.output import printed, printed_count
from dlquiz.view.passed import passed, targets
from dlquiz.view.pen import BAD, OK, SKIP, Pen, Screen
from dlquiz.view.steps import Steps
from dlquiz.view.words import gauge, points

GAUGE = 10
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
SHORT = 3  # lines of a failing check that is not the first
WHOLE_FILE = {
    Verdict.IMPORT_FAILED: "The file could not be imported.",
    Verdict.MISSING_ENTRY: "Your file lacks what the exercise asks for.",
    Verdict.FORBIDDEN: "Your file takes a shortcut that this exercise forbids.",
    Verdict.TIMED_OUT: "Your code takes too long.",
    Verdict.OUT_OF_MEMORY: "Your code takes too much memory.",
    Verdict.CRASHED: "Your code ended the process that runs it.",
    Verdict.TOO_MUCH_OUTPUT: "Your code prints too much.",
}


def report_view(report: Report, meta: ExerciseMeta, attempt: Attempt, *, verbose: bool = False) -> Screen:
    """The screen of one report.

    Args:
        verbose: every failing check in full, and all that was printed. Without it the first failing check is shown in
            full, and the others in a few lines.
    """

    def draw(pen: Pen) -> Iterator[Text]:
        if report.verdict is Verdict.PASSED:
            yield from passed(pen, report, meta, attempt)
            yield from printed(pen, report, verbose=True) if verbose else printed_count(pen, report)
        else:
            yield from not_passed(pen, report, meta, attempt, verbose=verbose)
        if report.verdict not in (Verdict.PASSED, Verdict.INTERNAL):
            yield from printed(pen, report, verbose=verbose)
            yield from _next_steps(pen, report, meta, attempt)
        for note in report.notes:
            yield Text()
            yield from pen.wrap(pen.text(f" {note}", "dim"), pen.width - 1)

    return Screen(draw)


def not_passed(
    pen: Pen, report: Report, meta: ExerciseMeta, attempt: Attempt, *, verbose: bool = False
) -> Iterator[Text]:
    """What is wrong: each check, the first failing one with its mistake and the evidence."""
    if report.verdict is Verdict.INTERNAL:
        yield from _fault(pen, report, meta)
    elif nothing_written(report):
        yield from _unwritten(pen, report, meta, attempt)
    else:
        yield from _failure(pen, report, meta, attempt, verbose)


def _header(pen: Pen, report: Report, meta: ExerciseMeta) -> Iterator[Text]:
    name = pen.join(" ", (f"{meta.topic} / ", "dim"), (meta.slug, "bold"))
    bar = gauge(report.points, report.max_points, GAUGE)
    score = pen.join((f"{bar}  ", "yellow"), (points(report.points, report.max_points), "bold"))
    yield from pen.row(name, score)
    yield Text()


def _failure(pen: Pen, report: Report, meta: ExerciseMeta, attempt: Attempt, verbose: bool) -> Iterator[Text]:
    yield from _header(pen, report, meta)
    if attempt.passed_before:
        yield from _again_pending(pen)
    failing = [check for check in report.checks if check.verdict not in (Verdict.PASSED, Verdict.SKIPPED)]
    first = failing[0]
    if first.verdict in WHOLE_FILE and _one_reason(report, first):
        yield from _whole_file(pen, report, first, verbose)
    else:
        for position in range(len(report.checks)):
            yield from _check(pen, report, position, first, verbose)
    yield from targets(pen, report, only_if_mixed=True)


def nothing_written(report: Report) -> bool:
    """True if every check still waits for its function."""
    return all(check.verdict in (Verdict.NOT_IMPLEMENTED, Verdict.SKIPPED) for check in report.checks)


def _one_reason(report: Report, first: CheckResult) -> bool:
    """True if nothing could be checked, for one and the same reason."""
    ran = [check for check in report.checks if check.verdict is not Verdict.SKIPPED]
    return all((check.verdict, check.message) == (first.verdict, first.message) for check in ran)


def _again_pending(pen: Pen) -> Iterator[Text]:
    said = pen.text(" You passed this exercise before; it is pending again.", "yellow")
    yield from pen.wrap(said, pen.width - 1)
    yield Text()


def _whole_file(pen: Pen, report: Report, first: CheckResult, verbose: bool) -> Iterator[Text]:
    headline = WHOLE_FILE[first.verdict]
    rest = replace(first, message=first.message.removeprefix(headline).lstrip())
    yield from _title(pen, BAD, headline, Text())
    yield from pen.barred(evidence.full(pen, rest, verbose=verbose), "red")
    if len(report.checks) > 1:
        yield pen.text(f"   All {len(report.checks)} checks wait for that.", "dim")


def _check(pen: Pen, report: Report, position: int, first: CheckResult, verbose: bool) -> Iterator[Text]:
    check = report.checks[position]
    score = pen.text(points(check.points, check.max_points))
    match check.verdict:
        case Verdict.PASSED:
            yield from _title(pen, OK, check.name, score)
        case Verdict.SKIPPED:
            yield from _title(pen, SKIP, check.name, pen.text(_not_run(report, position), "dim"))
        case Verdict.NOT_IMPLEMENTED:
            yield from _title(pen, SKIP, check.name, pen.text("not written yet", "dim"))
        case Verdict.INTERNAL:
            yield from _title(pen, "!", check.name, pen.text("the grader's fault, not counted", "dim"))
        case _:
            yield from _title(pen, BAD, check.name, score)
            whole = verbose or check is first
            lines = evidence.full(pen, check, verbose=verbose) if whole else evidence.short(pen, check, first, SHORT)
            yield from pen.barred(lines, "red")
            if whole and position + 1 < len(report.checks):
                yield Text()


def _not_run(report: Report, position: int) -> str:
    """Why a check was skipped; a check that it needs is pointed at, which is shorter than its name."""
    reason = report.checks[position].message
    for other, check in enumerate(report.checks[:position]):
        pointer = (
            "the one above" if other == position - 1 else f"the {ORDINALS[other]}" if other < len(ORDINALS) else None
        )
        reason = reason.replace(f"“{check.name}”", pointer) if pointer else reason
    return f"not run: {reason}" if reason else "not run"


def _title(pen: Pen, sign: str, name: str, right: Text) -> list[Text]:
    style = {BAD: "bold", SKIP: "dim"}.get(sign, "")
    return pen.row(pen.join(" ", pen.sign(sign), " ", (name, style)), right)


def _unwritten(pen: Pen, report: Report, meta: ExerciseMeta, attempt: Attempt) -> Iterator[Text]:
    yield from _header(pen, report, meta)
    if attempt.passed_before:
        yield from _again_pending(pen)
    yield from _title(pen, SKIP, "Nothing is written here yet.", Text())
    names = ", ".join(meta.entry)
    first = report.checks[0] if report.checks else None
    line = f"  (line {first.where.line})" if first and first.where else ""
    verb = "raises" if len(meta.entry) == 1 else "raise"
    yield from pen.barred(pen.paragraph(f"{names} still {verb} NotImplementedError.{line}", pen.under_bar()))


def _fault(pen: Pen, report: Report, meta: ExerciseMeta) -> Iterator[Text]:
    yield from pen.row(pen.join(" ", (f"{meta.topic} / ", "dim"), (meta.slug, "bold")), pen.text("not counted"))
    yield Text()
    yield from _title(pen, "!", "The grader broke, not your code. The attempt doesn't count.", Text())
    messages = dict.fromkeys(check.message for check in report.checks if check.verdict is Verdict.INTERNAL)
    for message in messages:
        yield from pen.barred(evidence.told(pen, message, pen.under_bar()), "yellow")
    yield Text()
    steps = Steps()
    steps.add("Look", "dlquiz doctor", "says whether this machine lacks something")
    steps.add("Report", "", f"the lines above, with: {report.exercise}, version {report.version}, seed {report.seed}")
    yield from steps.draw(pen)


def _next_steps(pen: Pen, report: Report, meta: ExerciseMeta, attempt: Attempt) -> Iterator[Text]:
    slug = "" if attempt.current else f" {meta.slug}"
    first = next((check for check in report.checks if check.verdict not in (Verdict.PASSED, Verdict.SKIPPED)), None)
    steps = Steps()
    line = f":{first.where.line}" if first and first.where and first.where.line else ""
    steps.add("Edit", f"{attempt.path}{line}")
    if report.verdict is Verdict.NOT_IMPLEMENTED and report.points == 0:
        steps.add("Then", "dlquiz next" if attempt.current else f"dlquiz check{slug}")
        steps.add("Task", f"dlquiz show{slug}", "the task again")
    if attempt.hints_total:
        seen = attempt.hints_used >= attempt.hints_total
        which = f"all {attempt.hints_total} seen" if seen else f"{attempt.hints_used + 1} of {attempt.hints_total}"
        steps.add("Hint", f"dlquiz hint{slug}", which)
        if attempt.compare:
            steps.add("Answer", f"dlquiz solution{slug}", "the reference and its derivation")
        elif seen and attempt.give_up:
            steps.add("Answer", f"dlquiz solution{slug} --give-up", "the reference and its derivation")
    if first and first.verdict is not Verdict.NOT_IMPLEMENTED and first.case and first.case.script:
        steps.add("Debug", f"dlquiz repro{slug}", "this case as a script")
    yield Text()
    yield from steps.draw(pen)
