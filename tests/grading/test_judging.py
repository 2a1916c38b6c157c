"""Credit, skipping, targets, faults of ours, and diagnosis by replay, through the real judge."""

from collections.abc import Callable

import pytest

from dlquiz.model import CheckResult, Report, Verdict

Graded = Callable[..., Report]

SOFTMAX = "import torch\n\ndef soft(x):\n    e = (x - x.max()).exp()\n    return e / e.sum()\n"
CHECKS = """
from dlquiz.checks import check, close, keeps_arguments, same

@check("values", points=3)
def values(impl, ref, draw):
    for n in (2, 5):
        x = draw.normal(n)
        close(impl.soft(x), ref.soft(x))

@check("large numbers", points=2, needs=values)
def large(impl, ref, draw):
    x = 1000 * draw.normal(4).abs()
    close(impl.soft(x), ref.soft(x))

@check("pure", points=1)
def pure(impl, ref, draw):
    keeps_arguments(impl.soft, draw.normal(3))
"""
MISTAKES = """
overflow: {says: It overflows., change: [["(x - x.max()).exp()", "x.exp()"]]}
no_sum: {says: It is not divided., change: [["e / e.sum()", "e"]]}
mean: {says: A mean for a sum., change: [["e.sum()", "e.mean()"]]}
squared: {says: It is squared., change: [["e / e.sum()", "(e / e.sum()) ** 2"]]}
"""


def of(report: Report, name: str) -> CheckResult:
    return next(check for check in report.checks if check.name == name)


def soft(graded: Graded, source: str, **more: str) -> Report:
    bank = {"checks": CHECKS, "solution": SOFTMAX, "mistakes": MISTAKES, "slug": "double", "entry": "soft"} | more
    return graded(source, **bank)


def test_a_right_answer_passes_on_both_dtypes(graded: Graded) -> None:
    report = soft(graded, "def soft(x):\n    return x.softmax(-1)\n")
    assert report.passed
    assert (report.points, report.max_points) == (6, 6)
    assert report.targets["float64 cpu"] == report.targets["float32 cpu"] == "passed"


def test_partial_credit_and_a_skipped_check_with_its_reason(graded: Graded) -> None:
    report = soft(graded, SOFTMAX.replace("e / e.sum()", "e / e.sum() + 1e-3"))
    assert [check.verdict for check in report.checks] == [Verdict.WRONG_VALUE, Verdict.SKIPPED, Verdict.PASSED]
    assert report.points == 1
    assert "values" in of(report, "large numbers").message


def test_a_known_mistake_is_named_though_it_is_written_another_way(graded: Graded) -> None:
    report = soft(graded, "def soft(y):\n    z = y - y.amax()\n    return len(y) * z.softmax(0)\n")
    found = of(report, "values").diagnosis
    assert found is not None
    assert (found.source, found.ids, found.text) == ("mistake", ("mean",), "A mean for a sum.")


def test_a_mistake_that_shows_in_a_later_check_only(graded: Graded) -> None:
    report = soft(graded, "def soft(x):\n    return x.exp() / x.exp().sum()\n")
    assert of(report, "values").verdict is Verdict.PASSED
    assert of(report, "large numbers").verdict is Verdict.NOT_FINITE
    found = of(report, "large numbers").diagnosis
    assert found is not None
    assert found.ids == ("overflow",)


def test_two_known_mistakes_at_once(graded: Graded) -> None:
    report = soft(graded, "def soft(x):\n    e = x.exp()\n    return (e / e.mean()) ** 2\n")
    found = of(report, "values").diagnosis
    assert found is None or set(found.ids) <= {"mean", "squared"}, "mean and squared change the same line"


def test_mistakes_that_cannot_be_told_apart_are_both_named(graded: Graded) -> None:
    twins = MISTAKES + 'twin: {says: Its twin., change: [["e / e.sum()", "e * 1"]]}\n'
    found = of(soft(graded, "def soft(x):\n    return (x - x.max()).exp()\n", mistakes=twins), "values").diagnosis
    assert found is not None
    assert found.ids == ("no_sum", "twin")
    assert found.text.startswith("One of these")


def test_mistakes_are_told_where_a_heavy_check_fails_too(graded: Graded) -> None:
    checks = f"{CHECKS}\n@check('many', points=1, heavy=True)\ndef many(impl, ref, draw):\n"
    checks += "    x = draw.normal(50)\n    close(impl.soft(x), ref.soft(x))\n"
    twins = MISTAKES + 'twin: {says: Its twin., change: [["e / e.sum()", "e * 1"]]}\n'
    report = soft(graded, "def soft(x):\n    return (x - x.max()).exp()\n", mistakes=twins, checks=checks)
    for name in ("values", "many"):
        found = of(report, name).diagnosis
        assert found is not None
        assert found.ids == ("no_sum", "twin")


def test_an_unknown_mistake_is_not_guessed(graded: Graded) -> None:
    assert of(soft(graded, "def soft(x):\n    return x.sin() + x.cos() ** 3\n"), "values").diagnosis is None


def test_an_answer_that_differs_from_run_to_run_is_said_to(graded: Graded) -> None:
    source = "calls = 0\ndef soft(x):\n    global calls\n    calls += 1\n    return x * calls\n"
    found = of(soft(graded, source), "values").diagnosis
    assert found is not None
    assert found.ids == ("differs_from_run_to_run",)


def test_a_failure_only_in_float32_is_seen(graded: Graded) -> None:
    report = soft(graded, "import torch\ndef soft(x):\n    return torch.softmax(x.double(), 0)\n")
    assert of(report, "values").verdict is Verdict.WRONG_DTYPE
    assert report.targets == {"float32 cpu": "failed"}, "in float64 the second check never ran"


def test_arguments_changed_in_place(graded: Graded) -> None:
    for line in ("x -= x.max()", "x *= 1.0", "x.exp_().log_()"):
        report = soft(graded, f"def soft(x):\n    y = x.clone()\n    {line}\n    return y.softmax(0)\n")
        assert of(report, "pure").verdict is Verdict.MUTATED_INPUT, line
        assert "x was changed in place" in of(report, "pure").message
        assert of(report, "values").verdict is Verdict.PASSED


def test_the_smallest_failing_case_is_shown_with_its_evidence(graded: Graded) -> None:
    case = of(soft(graded, "def soft(x):\n    return x\n"), "values").case
    assert case is not None
    assert case.call == "soft(x f64[1])"
    assert case.script is not None
    assert "torch.tensor([" in case.script


PARTS = """
from dlquiz.checks import check, close

@check("values")
def values(impl, ref, draw):
    for n in (0, 3, 2):
        x = draw.normal(n)
        close(impl.parts(x), ref.parts(x))
"""
TWO = "def parts(x):\n    return x.exp(), {'sum': x.sum() + 1}\n"


def test_of_an_answer_of_several_parts_the_wrong_one_is_shown_with_the_inputs(graded: Graded) -> None:
    report = graded(TWO.replace("+ 1", "- 1"), checks=PARTS, solution=TWO, mistakes="{}", entry="parts")
    case = report.checks[0].case
    assert case is not None
    given, told = case.evidence[:2]
    assert given.startswith("x = [")
    assert told.startswith("[1]['sum']: got ")


def test_an_empty_case_is_shown_only_if_no_other_one_fails(graded: Graded) -> None:
    report = graded(TWO.replace("+ 1", "- 1"), checks=PARTS, solution=TWO, mistakes="{}", entry="parts")
    assert report.checks[0].case is not None and report.checks[0].case.call == "parts(x f64[1])"
    empty = TWO.replace("x.sum() + 1", "x.sum() + 1 + (len(x) == 0)")
    report = graded(empty, checks=PARTS, solution=TWO, mistakes="{}", entry="parts")
    assert report.checks[0].case is not None and report.checks[0].case.call == "parts(x f64[0])"


def test_numbers_that_look_alike_are_shown_where_they_differ(graded: Graded) -> None:
    wrong = TWO.replace("x.exp()", "x.exp() * (1 + 1e-7)")
    report = graded(wrong, checks=PARTS, solution=TWO, mistakes="{}", entry="parts")
    case = report.checks[0].case
    assert case is not None
    got, expected = case.evidence[1].split("got ")[1].split("   expected ")
    assert got != expected


def test_two_mistakes_that_raise_alike_are_told_apart_by_the_words(graded: Graded) -> None:
    solution = "def parts(x):\n    m = x[:, None].expand(-1, 4)\n    return m.T @ x\n"
    cut = {"columns": "m.T[:, 1:] @ x", "rows": "m.T @ x[1:]"}
    mistakes = "".join(f'{id}: {{says: The {id}., change: [["m.T @ x", "{text}"]]}}\n' for id, text in cut.items())
    checks = PARTS.replace("(0, 3, 2)", "(3, 5)")
    for id, text in cut.items():
        source = solution.replace("m.T @ x", text)
        found = graded(source, checks=checks, solution=solution, mistakes=mistakes, entry="parts").checks[0].diagnosis
        assert found is not None and found.ids == (id,)


def test_what_fails_at_the_import_is_explained(graded: Graded) -> None:
    diagnosis = soft(graded, "import torch\nx = torch.ones(2, 3) @ torch.ones(2, 3)\n").checks[0].diagnosis
    assert diagnosis is not None and diagnosis.ids == ("matrix_product_sizes",)


def test_faults_of_ours_are_internal(graded: Graded) -> None:
    broken = CHECKS.replace("x = draw.normal(n)", "x = draw.normal(n) + undefined")
    assert soft(graded, SOFTMAX, checks=broken).verdict is Verdict.INTERNAL
    assert soft(graded, SOFTMAX, checks="import nothing_there\n").verdict is Verdict.INTERNAL
    ours = "def soft(x):\n    raise ValueError('ours')\n"
    assert soft(graded, SOFTMAX, solution=ours, mistakes="{}").verdict is Verdict.INTERNAL
    leak = CHECKS.replace('ref.soft(x))\n\n@check("large', 'ref.soft(impl.soft(x)))\n\n@check("large')
    report = soft(graded, SOFTMAX, checks=leak)
    assert report.verdict is Verdict.INTERNAL
    assert "pass what was drawn" in report.checks[0].message


def test_an_answer_that_a_check_cannot_work_with_is_the_learners(graded: Graded) -> None:
    checks = CHECKS.replace(
        'close(impl.soft(x), ref.soft(x))\n\n@check("large', 'close(impl.soft(x)[:1], ref.soft(x)[:1])\n\n@check("large'
    )
    report = soft(graded, "def soft(x):\n    return None\n", checks=checks)
    assert report.verdict is Verdict.WRONG_VALUE
    assert "returned None" in report.checks[0].message


def test_a_forbidden_shortcut_is_named_with_its_line(graded: Graded) -> None:
    source = "import torch.nn.functional as F\ndef soft(x):\n    return F.softmax(x, 0)\n"
    report = soft(graded, source, forbids="torch.nn.functional.softmax")
    assert report.verdict is Verdict.FORBIDDEN
    assert report.points == 0
    where = report.checks[0].where
    assert where is not None
    assert where.line == 3


def test_a_mistake_that_never_ends_is_named_too(graded: Graded) -> None:
    checks = CHECKS.replace('@check("values", points=3)', '@check("values", points=3, seconds=1)')
    mistakes = (
        MISTAKES
        + 'forever: {says: It never ends., change: [["    return", "    while e.sum() != 1: pass\\n    return"]]}\n'
    )
    report = soft(graded, "def soft(x):\n    while True: x = x + 0\n", checks=checks, mistakes=mistakes)
    assert of(report, "values").verdict is Verdict.TIMED_OUT
    found = of(report, "values").diagnosis
    assert found is not None
    assert found.ids == ("forever",)


def test_a_check_that_chokes_on_the_answer_in_the_same_way_twice_is_steady(graded: Graded) -> None:
    checks = """
from dlquiz.checks import check, close, holds

@check("pairs")
def pairs(impl, ref, draw):
    x = draw.normal(3)
    answer = impl.soft(x)
    holds(isinstance(answer, tuple) and len(answer) == 2, "two values are returned")
    close(answer[1], ref.soft(x)[1])
"""
    solution = "def soft(x):\n    return x, 2 * x\n"
    mistakes = 'one: {says: One is missing., change: [["x, 2 * x", "(x,)"]]}\n'
    found = graded(
        "def soft(x):\n    return (x.clone(),)\n", checks=checks, solution=solution, mistakes=mistakes, entry="soft"
    ).checks[0]
    assert found.verdict is Verdict.WRONG_VALUE
    assert found.message == "two values are returned"
    assert found.diagnosis is not None
    assert found.diagnosis.ids == ("one",)


def test_a_target_that_was_not_reached_is_not_called_passed(graded: Graded) -> None:
    report = soft(graded, "def soft(x):\n    return x.exp() / x.exp().sum()\n")
    assert report.targets == {"float64 cpu": "failed"}


def test_a_detour_through_float32_shows(graded: Graded) -> None:
    report = soft(graded, "def soft(x):\n    return x.softmax(0).float().to(x.dtype)\n")
    assert of(report, "values").verdict is Verdict.WRONG_VALUE
    assert soft(graded, "def soft(x):\n    return x.float().softmax(0).to(x.dtype)\n").points < 6


def test_a_mistake_that_would_fail_a_check_which_was_passed_is_not_named(graded: Graded) -> None:
    checks = """
from dlquiz.checks import check, close

@check("pairs")
def pairs(impl, ref, draw):
    x = draw.normal(2)
    close(impl.soft(x), ref.soft(x))

@check("triples")
def triples(impl, ref, draw):
    x = draw.normal(3)
    close(impl.soft(x), ref.soft(x))
"""
    solution = "def soft(x):\n    return x * 1\n"
    mistakes = 'doubled: {says: It is doubled., change: [["x * 1", "x * 2"]]}\n'
    report = graded(
        "def soft(x):\n    return x * 2 if len(x) == 2 else x\n",
        checks=checks,
        solution=solution,
        mistakes=mistakes,
        entry="soft",
    )
    found = report.checks[0].diagnosis
    assert found is None or found.source == "signature"
    report = graded(
        "def soft(x):\n    return x + x\n", checks=checks, solution=solution, mistakes=mistakes, entry="soft"
    )
    assert report.checks[0].diagnosis is not None
    assert report.checks[0].diagnosis.ids == ("doubled",)


def test_no_graph_is_recorded_where_autograd_is_forbidden(graded: Graded) -> None:
    source = "import torch\ndef soft(x):\n    y = x.clone()\n    y.requires_grad = True\n    z = torch.logsumexp(y, 0)\n    return z.grad_fn(torch.ones(()))\n"
    report = soft(graded, source, forbids="torch.autograd")
    assert report.checks[0].verdict in (Verdict.RAISED, Verdict.FORBIDDEN)


RELATIONS = """
from dlquiz.checks import check, close, holds, same, vjp

@check("makes")
def relation(impl, ref, draw):
    thing = impl.make(3.0)
    {body}
"""
THINGS = """
class Thing:
    def __init__(self, value): self.value = value
    def method(self): return self.value
    def yes(self, *_): return True
    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = yes
    __hash__ = None
def make(x):
    return Thing(x)
"""


@pytest.mark.parametrize(
    "body",
    ["holds(thing, 'true')", "holds(thing == 3, 'equal')", "holds(thing != 0, 'unequal')", "holds(thing > 2, 'more')",
     "holds(2 <= thing, 'more')", "holds(3 in thing, 'in')", "if not thing: raise ValueError"],
)  # fmt: skip
def test_no_relation_is_decided_by_the_submissions_own_code(graded: Graded, body: str) -> None:
    bank = {"checks": RELATIONS.format(body=body), "entry": "make"}
    by_value = "def make(x):\n    return x\n" if "in thing" not in body else "def make(x):\n    return [x]\n"
    assert graded(by_value, solution=by_value, **bank).passed
    report = graded(THINGS, solution=by_value, **bank)
    assert report.verdict is Verdict.WRONG_VALUE, report
    assert "returned" in report.checks[0].message
    assert graded(THINGS, solution=THINGS, **bank).verdict is Verdict.INTERNAL, "then it is the author's error"


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("close(thing.method(), 3.0)", THINGS.replace("def method(self): return self.value", "method = 3.0")),
        ("close(3.0, thing.method())", THINGS.replace("return self.value", "return self")),
        ("close(impl.make(thing.value).value, 3.0)", THINGS.replace("= value", "= make")),
        (
            "vjp(thing.method, (draw.normal(2),), draw.normal(2))",
            THINGS.replace("def method(self): return", "method ="),
        ),
    ],
)
def test_no_odd_answer_is_taken_for_an_authors_error(graded: Graded, body: str, answer: str) -> None:
    checks = RELATIONS.format(body=body).replace("impl.make", "impl.make")
    right = THINGS.replace("def method(self): return self.value", "def method(self, y=3.0): return y * 1")
    report = graded(right, solution=right, checks=checks, entry="make")
    assert report.passed, report
    report = graded(answer.replace("= self.value", "= 3.0"), solution=right, checks=checks, entry="make")
    assert report.verdict not in (Verdict.PASSED, Verdict.INTERNAL), report


PAIRED = """
from dlquiz.checks import check, close

@check("two numbers at once")
def both(impl, ref, draw):
    x = draw.normal(2, 3)
    close(impl.f(x, 2, 3), ref.f(x, 2, 3))

@check("the first number alone")
def first(impl, ref, draw):
    x = draw.normal(2, 3)
    close(impl.f(x, 5, 0), ref.f(x, 5, 0))
"""
AFFINE = "def f(x, a, b):\n    return a * x.exp() + b * x.sin()\n"
SLIPS = (
    '{cubed: {says: "a ** 3", change: [["a * x", "a**3 * x"]]}, '
    'doubled: {says: "2 b", change: [["b * x", "2 * b * x"]]}}'
)


def test_two_mistakes_that_a_passed_check_contradicts_are_not_named(graded: Graded) -> None:
    bank = {"checks": PAIRED, "solution": AFFINE, "mistakes": SLIPS, "entry": "f"}
    wrong = AFFINE.replace("a * x", "a**3 * x").replace("b * x", "2 * b * x")
    found = graded(wrong, **bank).checks[0].diagnosis
    assert found is not None and found.ids == ("cubed", "doubled")
    found = graded(wrong.replace("a**3", "(a**3 if b else a)"), **bank).checks[0].diagnosis
    assert found is None or found.ids != ("cubed", "doubled")


def test_a_float_where_a_whole_number_is_due(graded: Graded) -> None:
    checks = """
from dlquiz.checks import check, close

@check("counts")
def counts(impl, ref, draw):
    for n in (3, 8, 11):
        close(impl.soft(n, 5), ref.soft(n, 5))
"""
    bank = {"checks": checks, "entry": "soft"}
    solution = "def soft(n, k):\n    return n * k + 2 * k\n"
    found = graded("def soft(n, k):\n    return n / k + 2 * k\n", solution=solution, **bank).checks[0].diagnosis
    assert found is not None
    assert found.ids == ("float_for_int",)
    found = graded("def soft(n, k):\n    return n * k + 3 * k - 1\n", solution=solution, **bank).checks[0].diagnosis
    assert found is None or found.ids != ("float_for_int",)


def test_an_exception_after_a_right_answer_is_thin_evidence(graded: Graded) -> None:
    checks = """
from dlquiz.checks import check, close

@check("first")
def first(impl, ref, draw):
    for n in (1, 2):
        x = draw.normal(n, 3)
        close(impl.soft(x, x.T), ref.soft(x, x.T))

@check("second")
def second(impl, ref, draw):
    for n in (1, 4):
        x = draw.normal(n)
        close(impl.soft(x, x), ref.soft(x, x))
"""
    bank = {"checks": checks, "solution": "def soft(x, y):\n    return x @ y\n", "entry": "soft"}
    mistakes = 'turned: {says: It is turned., change: [["x @ y", "x @ y if 1 in (x.dim(), len(x)) else x @ y.mT"]]}\n'
    source = "import torch\ndef soft(x, y):\n    return x @ y if len(x) == 1 else torch.ones(2) @ torch.ones(3)\n"
    found = graded(source, mistakes=mistakes, **bank).checks[0].diagnosis
    assert found is None or found.source == "signature"


def test_two_mistakes_at_once_must_explain_every_failed_check(graded: Graded) -> None:
    source = "def soft(x):\n    e = x.exp()\n    return (e / e.mean()) ** 2 if x.abs().max() < 50 else x\n"
    found = of(soft(graded, source, checks=CHECKS.replace(", needs=values", "")), "values").diagnosis
    assert found is None or found.source == "signature"
