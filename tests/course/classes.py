"""A graded class for the tests of what is made from it: right, wrong, late, missing, faulty, and with hostile names."""

from datetime import UTC, datetime

from dlquiz.class_model import Assigned, Assignment, GradedClass, HandedIn, Mark, Refused, Result, Student
from dlquiz.model import Case, CheckResult, Diagnosis, Frame, Report, Verdict, Where

SCRIPT = '<script>alert("1")</script>'
FORMULA = '=HYPERLINK("http://x","y")'
INPUT, EXPECTED, SEED = "0.73219", "41.5077", "secret-8f3a"  # must never reach a student
SLUGS = ("softmax", "conv_params")
SAYS = "The scores are not divided by √E. Their spread then grows with E."


def passed(name: str, points: float = 2, output: str = "") -> CheckResult:
    return CheckResult(name, Verdict.PASSED, points, points, output=output, seconds=0.01)


def wrong(name: str = "the weighted mean", *, output: str = "", ids: tuple[str, ...] = ("no_scale",)) -> CheckResult:
    case = Case(
        f"softmax(x f64[3], {INPUT})", (f"x = [{INPUT}]", f"got 1   expected {EXPECTED}"), (("index", EXPECTED),),
        (0,), "1", EXPECTED, 0.4, "1e-10", f"x = {INPUT}",
    )  # fmt: skip
    where = Where("softmax.py", 7, "softmax", "    return x", (Frame(7, "softmax", "    return x"),))
    diagnosis = Diagnosis("mistake", ids, SAYS) if ids else None
    message = f"x = {INPUT}: got 1, expected {EXPECTED}"
    return CheckResult(name, Verdict.WRONG_VALUE, 0, 3, message, diagnosis, case, where, output, 0.02)


def skipped(name: str = "a mask") -> CheckResult:
    return CheckResult(name, Verdict.SKIPPED, 0, 1, "needs “the weighted mean”")


def report(slug: str, *checks: CheckResult) -> Report:
    failing = [check.verdict for check in checks if check.verdict is not Verdict.PASSED]
    points, most = sum(check.points for check in checks), sum(check.max_points for check in checks)
    verdict = failing[0] if failing else Verdict.PASSED
    return Report(slug, "v1", verdict, points, most, checks, {"float64 cpu": "passed"}, SEED, 0.25)


def handed_in(student: str, slug: str, *, late: bool = False, attempt: int = 1) -> HandedIn:
    day = datetime(2026, 11, 3 + attempt, 17, 5, tzinfo=UTC)
    return HandedIn(student, slug, b"SOURCE", f"{slug}.py", day, late, attempt)


def mark(student: str, slug: str, *checks: CheckResult, late: bool = False, attempt: int = 1, most: float = 10) -> Mark:
    """A graded mark, scaled to `most` points; lateness costs a tenth."""
    graded = report(slug, *checks)
    full = graded.points / graded.max_points * most
    deducted = full / 10 if late else 0.0
    result = Result(handed_in(student, slug, late=late, attempt=attempt), graded)
    return Mark(student, slug, full - deducted, most, result, deducted)


def fault(student: str, slug: str) -> Mark:
    return Mark(student, slug, None, 10, Result(handed_in(student, slug), fault="The grader broke: OSError <b>"))


def missing(student: str, slug: str) -> Mark:
    return Mark(student, slug, 0.0, 10)


def a_class() -> GradedClass:
    """Six students at two exercises."""
    students = (
        Student("ada", "Ada Lovelace", "ada@example.org"),
        Student("bob", FORMULA),
        Student("../../eve", SCRIPT),
        Student("kim", "Kim\u202e\x1b[31m | `x` *y*"),
        Student("lee", "李雷"),
        Student("zoe"),
    )
    a, b = SLUGS
    marks = (
        mark("ada", a, passed("mean"), passed("mask", 3)), mark("ada", b, passed("count"), attempt=3),
        mark("bob", a, wrong(output="scores <b>torch</b>\x1b[2J"), skipped(), passed("kept")), mark("bob", b, passed("count"), late=True),
        mark("../../eve", a, wrong(), wrong("again"), passed("kept")), missing("../../eve", b),
        fault("kim", a), mark("kim", b, wrong("count", ids=("x", "y"))),
        mark("lee", a, CheckResult("mean", Verdict.RAISED, 0, 2, "ValueError: no\x00\x1b\ud800".replace("\ud800", "")), passed("kept", 1)),
        mark("lee", b, CheckResult("count", Verdict.TIMED_OUT, 0, 2, "Your code takes too long. It was stopped after 5 s.")),
        missing("zoe", a), missing("zoe", b),
    )  # fmt: skip
    return GradedClass(
        assignment=Assignment(tuple(Assigned(slug, 10) for slug in SLUGS), "Sheet 3 & <more>"),
        students=students,
        marks=marks,
        refused=(Refused("zoe", "zoe.zip", "The archive holds a path outside of it."),),
        graded_at=datetime(2026, 11, 9, 8, 30, tzinfo=UTC),
        seconds=12.5,
        protection=("Landlock", "seccomp"),
        seed=SEED,
        titles={a: "Softmax", b: "Parameters of a convolution"},
    )
