"""The author's gate: every right answer passes, every wrong one fails and is named, and the texts are in order.

The gate makes submissions of an exercise's own files and has them graded like anybody's.
"""

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dlquiz.bank.bank import Bank
from dlquiz.bank.lint import lint
from dlquiz.errors import DlquizError, GraderFault
from dlquiz.model import CheckResult, Exercise, Job, Report, Verdict

RunAll = Callable[[Iterable[Job]], Iterator[tuple[int, Report | GraderFault]]]

TRIVIAL = ("zeros", "ones", "noise", "first_argument", "half_precision", "extra_dimension", "none")

# Appended to the solution: every function of `entry` gives an answer that nobody worked for. What can't be varied (an
# object, an integer in half precision) raises, so that it is no answer at all.
WRAPPER = """

def _dlquiz_trivial(function, kind):
    import torch

    def vary(value):
        if isinstance(value, torch.Tensor):
            if kind == "noise":
                return torch.randn(value.shape).to(value.dtype)
            if kind == "half_precision" and value.is_floating_point():
                return value.half()
            if kind == "extra_dimension":
                return value[None]
            if kind in ("zeros", "ones"):
                return torch.full_like(value, kind == "ones")
        elif isinstance(value, (tuple, list)) and value:
            return type(value)(map(vary, value))
        elif isinstance(value, dict) and value:
            return {{key: vary(item) for key, item in value.items()}}
        elif isinstance(value, (bool, int, float)) and kind in ("zeros", "ones", "noise"):
            return type(value)({{"zeros": 0, "ones": 1, "noise": 12345}}[kind])
        raise RuntimeError("this answer has no trivial variant")

    def trivial(*args, **kwargs):
        if kind == "none":
            return None
        if kind == "first_argument":
            return next(value for value in (*args, *kwargs.values()) if isinstance(value, torch.Tensor)).clone()
        try:
            result = function(*args, **kwargs)
        except Exception:
            return 0
        return vary(result)

    return trivial


for _dlquiz_name in {entries!r}:
    if not isinstance(globals()[_dlquiz_name], type):
        globals()[_dlquiz_name] = _dlquiz_trivial(globals()[_dlquiz_name], {kind!r})
"""


@dataclass(frozen=True)
class Submission:
    """One submission that the gate makes, and what must become of it."""

    label: str  # "stub", "solution", "alternatives/loop.py", "mistakes: no_scale", "trivial: zeros"
    source: str
    problem: Callable[[Report], str | None]  # a sentence if the report is not what it must be


@dataclass
class GateResult:
    """What the gate found in one exercise. In order if `problems` is empty."""

    slug: str
    problems: list[str] = field(default_factory=list)
    submissions: int = 0
    seconds: float = 0.0  # of grading, summed over the submissions

    @property
    def ok(self) -> bool:
        """True if nothing was found."""
        return not self.problems


def check_exercises(
    bank: Bank, slugs: Sequence[str], run_all: RunAll, progress: Callable[[int, int], None]
) -> list[GateResult]:
    """Puts exercises through the gate. `run_all` grades (see jobs.Grader); `progress(done, total)` is told."""
    results = {slug: GateResult(slug) for slug in slugs}
    work: list[tuple[str, Submission]] = []
    for slug in slugs:
        try:
            exercise = bank.exercise(slug)
            results[slug].problems += lint(bank, slug)
        except DlquizError as error:
            results[slug].problems.append(str(error))
            continue
        work += [(slug, submission) for submission in submissions(exercise)]
    progress(0, len(work))
    jobs = (Job(slug, s.source.encode(), f"{slug}.py", str(bank.root)) for slug, s in work)
    for done, (position, report) in enumerate(run_all(jobs), start=1):
        slug, submission = work[position]
        problem = str(report) if isinstance(report, GraderFault) else submission.problem(report)
        if problem:
            results[slug].problems.append(f"{submission.label}: {problem}")
        results[slug].submissions += 1
        results[slug].seconds += 0 if isinstance(report, GraderFault) else report.seconds
        progress(done, len(work))
    return [results[slug] for slug in slugs]


def submissions(exercise: Exercise) -> Iterator[Submission]:
    """Everything that is known about an exercise's answers, as submissions."""
    yield Submission("stub", exercise.stub, _stub_problem(exercise))
    yield Submission("solution", exercise.solution, _must_pass)
    for name, source in exercise.alternatives.items():
        yield Submission(f"alternatives/{name}.py", source, _must_pass)
    for mistake in exercise.mistakes:
        yield Submission(f"mistakes: {mistake.id}", mistake.source, _mistake_problem(exercise, mistake.id))
    for kind in TRIVIAL:
        wrapper = WRAPPER.format(entries=tuple(exercise.meta.entry), kind=kind)
        yield Submission(f"trivial: {kind}", exercise.solution + wrapper, _trivial_problem(exercise))


def first_failing(report: Report) -> CheckResult:
    """The check that gives the report its verdict."""
    return next(check for check in report.checks if check.verdict is not Verdict.PASSED)


def _must_pass(report: Report) -> str | None:
    if report.passed:
        return None
    check = first_failing(report)
    return f"must pass; “{check.name}” is {check.verdict}: {check.message}"


def _internal(report: Report) -> str | None:
    broken = next((check for check in report.checks if check.verdict is Verdict.INTERNAL), None)
    return f"“{broken.name}” broke: {broken.message}" if broken else None


def _stub_problem(exercise: Exercise) -> Callable[[Report], str | None]:
    def problem(report: Report) -> str | None:
        wanted = report.verdict is Verdict.NOT_IMPLEMENTED or (exercise.meta.kind == "repair" and not report.passed)
        if wanted:
            return _internal(report)
        return (
            f"must be not_implemented, and is {report.verdict}: {first_failing(report).message}"
            if not report.passed
            else "passes"
        )

    return problem


def _mistake_problem(exercise: Exercise, id: str) -> Callable[[Report], str | None]:
    def problem(report: Report) -> str | None:
        if report.passed:
            return "passes; no check sees this mistake"
        if found := _internal(report):
            return found
        if exercise.meta.kind == "train":  # no replays: training again takes too long
            return None
        check = first_failing(report)
        named = check.diagnosis.ids if check.diagnosis else ()
        if named == (id,):
            return None
        shown = f"diagnosed as {', '.join(named)}" if named else "not diagnosed"
        return f"“{check.name}” is {check.verdict} ({check.message}) and {shown}"

    return problem


def trivial_checks(source: str) -> set[str]:
    """The names of the checks that checks.py marks `trivial=True`."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "check"
        and call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
        and any(word.arg == "trivial" and getattr(word.value, "value", None) is True for word in call.keywords)
    }  # fmt: skip


def _trivial_problem(exercise: Exercise) -> Callable[[Report], str | None]:
    allowed = trivial_checks(exercise.checks)

    def problem(report: Report) -> str | None:
        if report.passed:
            classes = all(name[:1].isupper() for name in exercise.meta.entry)
            return None if classes else "passes the exercise"
        if found := _internal(report):
            return found
        won = [check.name for check in report.checks if check.verdict is Verdict.PASSED and check.name not in allowed]
        return f"passes “{won[0]}”; strengthen it, let it need another, or mark it trivial" if won else None

    return problem
