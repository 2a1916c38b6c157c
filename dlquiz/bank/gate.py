"""The author's gate: every right answer passes, every wrong one fails and is named, and the texts are in order.

The gate makes submissions of an exercise's own files. Solution and alternatives are graded like anybody's; of what is
derived from them a run proves less than it costs in most respects, so they are graded briefly: a wrong answer comes to
the second dtype only if the first shows nothing, and only whole ones are listened to for forbidden operators.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from dlquiz.bank.bank import Bank
from dlquiz.bank.lint import lint
from dlquiz.bank.mutation import RunAll, score_problems
from dlquiz.bank.variants import LAYOUT, RIGHT, TRIVIAL, right, trivial
from dlquiz.errors import DlquizError, GraderFault
from dlquiz.model import CheckResult, Exercise, Job, Report, Verdict


@dataclass(frozen=True)
class Submission:
    """One submission that the gate makes, and what must become of it."""

    label: str  # "stub", "solution", "alternatives/loop.py", "mistakes: no_scale", "trivial: zeros"
    source: str
    problem: Callable[[Report], str | None]  # a sentence if the report is not what it must be
    whole: bool = False  # graded like anybody's
    named: bool = False  # by its diagnosis
    first_dtype: bool = False  # there is nothing that another could show

    def job(self, slug: str, bank: Bank) -> Job:
        """What is to be graded. Of most no more is asked than the gate looks at."""
        return Job(
            slug, self.source.encode(), f"{slug}.py", str(bank.root),
            diagnose=self.named, brief=not self.whole, first_dtype=self.first_dtype,
        )  # fmt: skip


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
            results[slug].problems += [*lint(bank, slug), *score_problems(bank, exercise)]
        except DlquizError as error:
            results[slug].problems.append(str(error))
            continue
        work += [(slug, submission) for submission in submissions(exercise)]
    progress(0, len(work))
    jobs = (submission.job(slug, bank) for slug, submission in work)
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
    yield Submission("solution", exercise.solution, _must_pass, whole=True)
    for name, source in exercise.alternatives.items():
        yield Submission(f"alternatives/{name}.py", source, _must_pass, whole=True)
    for mistake in exercise.mistakes:
        yield Submission(f"mistakes: {mistake.id}", mistake.source, _mistake_problem(exercise, mistake.id), named=True)
    for kind in TRIVIAL:
        source = trivial(exercise.solution, exercise.meta.entry, kind)
        yield Submission(f"trivial: {kind}", source, _trivial_problem(exercise))
    for kind in RIGHT if exercise.meta.kind in ("implement", "repair") else ():
        source = right(exercise.solution, exercise.meta.entry, kind)
        yield Submission(f"right: {kind}", source, _must_pass, first_dtype=kind in LAYOUT)


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
            return "passes the exercise"
        if found := _internal(report):
            return found
        won = [check.name for check in report.checks if check.verdict is Verdict.PASSED and check.name not in allowed]
        return f"passes “{won[0]}”; strengthen it, let it need another, or mark it trivial" if won else None

    return problem
