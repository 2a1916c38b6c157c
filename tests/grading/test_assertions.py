"""What checks can say, and that learners' objects, callbacks and generators work across the processes."""

from collections.abc import Callable

import pytest

from dlquiz.model import Report, Verdict

Graded = Callable[..., Report]


def verdict(graded: Graded, body: str, solution: str, answer: str | None = None) -> Report:
    """Grades `answer` (or the solution itself) by one check with this body."""
    helpers, _, body = body.rpartition("---\n")
    lines = "\n".join("    " + line for line in body.strip().splitlines())
    checks = (
        "import torch\nfrom dlquiz.checks import *\n"
        f"{helpers}\n@check('the check', seconds=3)\ndef the_check(impl, ref, draw):\n{lines}\n"
    )
    return graded(answer or solution, checks=checks, solution=solution, mistakes="{}", entry="f")


def passes(graded: Graded, body: str, solution: str, answer: str | None = None) -> bool:
    report = verdict(graded, body, solution, answer)
    assert report.verdict is not Verdict.INTERNAL, report.checks[0].message
    return report.passed


COUNT = "def f(n): return n * 2\n"


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("n * 2", True),
        ("__import__('numpy').int64(n * 2)", True),
        ("__import__('torch').tensor(n * 2)", True),
        ("float(n * 2)", False),
        ("n * 2 + 1", False),
        ("__import__('torch').tensor([n * 2])", False),
        ("str(n * 2)", False),
        ("None", False),
    ],
)
def test_counts_are_whole_numbers_of_any_kind(graded: Graded, answer: str, right: bool) -> None:
    for body in ("close(impl.f(21), ref.f(21))", "close(integer(impl.f(21)), ref.f(21))"):
        assert passes(graded, body, COUNT, f"def f(n): return {answer}\n") is right


def test_a_bool_is_no_count_and_floats_are_taken_only_if_asked(graded: Graded) -> None:
    one = "def f(): return 1\n"
    assert not passes(graded, "close(impl.f(), ref.f())", one, "def f(): return True\n")
    assert not passes(graded, "close(integer(impl.f()), ref.f())", one, "def f(): return True\n")
    assert passes(graded, "close(integer(impl.f(), floats=True), ref.f())", one, "def f(): return 1.0\n")
    assert not passes(graded, "close(integer(impl.f(), floats=True), ref.f())", one, "def f(): return 1.5\n")


def test_large_integers_are_exact(graded: Graded) -> None:
    solution = "def f(): return 10**3000 + 1\n"
    assert passes(graded, "close(impl.f(), ref.f())", solution)
    assert not passes(graded, "close(impl.f(), ref.f())", solution, "def f(): return 10**3000\n")


def test_raises_takes_the_kind_and_its_kinds(graded: Graded) -> None:
    body = "raises(ValueError, impl.f, -1)"
    solution = "def f(n):\n    if n < 0: raise ValueError('negative')\n    return n\n"
    assert passes(graded, body, solution)
    assert passes(graded, body, solution, solution.replace("ValueError", "UnicodeError"))
    assert passes(graded, body, solution, "class Mine(ValueError): pass\n" + solution.replace("ValueError", "Mine"))
    assert not passes(graded, body, solution, solution.replace("ValueError", "TypeError"))
    assert not passes(graded, body, solution, "def f(n): return n\n")
    assert verdict(graded, body, solution, "def f(n): raise NotImplementedError\n").verdict is Verdict.NOT_IMPLEMENTED


def test_callbacks_run_in_the_judge_with_copies(graded: Graded) -> None:
    solution = "import torch\ndef f(g, x):\n    return g(x) + g(x + 1)\n"
    body = "x = draw.normal(3)\nclose(impl.f(lambda t: t.sum() ** 2, x), ref.f(lambda t: t.sum() ** 2, x))"
    assert passes(graded, body, solution)
    assert passes(graded, body, solution, solution.replace("return", "x = x.clone()\n    return"))
    assert not passes(graded, body, solution, "def f(g, x):\n    return g(x)\n")
    report = verdict(graded, body, solution, "def f(g, x):\n    return g(object())\n")
    assert report.verdict is Verdict.RAISED


def test_a_callback_from_another_thread_is_refused(graded: Graded) -> None:
    solution = "def f(g, x):\n    return g(x)\n"
    answer = (
        "import threading\ndef f(g, x):\n    out = []\n    def run():\n        try: out.append(g(x))\n"
        "        except RuntimeError: out.append(None)\n"
        "    t = threading.Thread(target=run); t.start(); t.join()\n    return out[0]\n"
    )
    body = "x = draw.normal(3)\nclose(impl.f(lambda t: 2 * t, x), ref.f(lambda t: 2 * t, x))"
    report = verdict(graded, body, solution, answer)
    assert report.verdict is Verdict.WRONG_VALUE


def test_generators_are_fresh_in_each_call_and_streams_go_on(graded: Graded) -> None:
    solution = "import torch\ndef f(generator): return torch.rand(2, generator=generator)\n"
    assert passes(graded, "g = draw.generator()\nsame(impl.f(g), impl.f(g), 'differ')", solution)
    assert passes(graded, "g = draw.stream()\na, b = impl.f(g), impl.f(g)\nholds((a != b).any(), 'equal')", solution)
    assert passes(graded, "g = draw.stream()\nclose(impl.f(g), ref.f(g))\nclose(impl.f(g), ref.f(g))", solution)


def test_global_randomness_is_seeded_alike_on_every_side(graded: Graded) -> None:
    solution = "import random\nimport numpy\nimport torch\ndef f(): return torch.rand(2), numpy.random.rand(), random.random()\n"
    assert passes(graded, "close(impl.f(), ref.f())", solution)


ENGINE = """
class Number:
    def __init__(self, data): self.data, self.history = data, []
    def __add__(self, other): return Number(self.data + getattr(other, 'data', other))
    __radd__ = __add__
    def __sub__(self, other): return Number(self.data - getattr(other, 'data', other))
    def __rsub__(self, other): return Number(other - self.data)
    def __neg__(self): return Number(-self.data)
    def __len__(self): return 3
    def __float__(self): return float(self.data)
    def __iter__(self): return iter(range(200))
    def scaled(self, k): return Number(k * self.data)
def f(x): return Number(x)
"""


@pytest.mark.parametrize(
    "expression",
    ["(a + b).data", "(1 + a).data", "(a - 1).data", "(1 - a).data", "(-a).data", "len(a)", "float(a)",
     "list(a)", "a.scaled(3).data", "a.scaled(3).scaled(2).data", "a.history"],
)  # fmt: skip
def test_objects_stay_there_and_answer(graded: Graded, expression: str) -> None:
    body = f"def of(side):\n    a, b = side.f(2.5), side.f(4.0)\n    return {expression}\nclose(of(impl), of(ref))"
    assert passes(graded, body, ENGINE)


def test_there_runs_a_helper_beside_the_learners_code(graded: Graded) -> None:
    body = (
        "def chain(module, n):\n    x = module.f(1.0)\n    for _ in range(n):\n        x = x + 1\n    return x.data\n---\n"
        "close(there(impl, chain, 1000), there(ref, chain, 1000))"
    )
    assert passes(graded, body, ENGINE)
    report = verdict(graded, body, ENGINE, ENGINE.replace("self.data + ", "self.data * 0 + "))
    assert report.verdict is Verdict.WRONG_VALUE
    case = report.checks[0].case
    assert case is not None
    assert case.call.startswith("chain with your code")
    assert "def chain(module, n)" in (case.script or "")


def test_vjp_goes_through_the_learners_code(graded: Graded) -> None:
    solution = "import torch\ndef f(x, n): return x.sin() * n\n"
    body = "x = draw.normal(3)\nc = draw.normal(3)\nclose(vjp(impl.f, (x, 2), c), (c * x.cos() * 2,))"
    assert passes(graded, body, solution)
    assert not passes(graded, body, solution, "import torch\ndef f(x, n): return x.detach().sin() * n\n")


def test_within_is_an_interval(graded: Graded) -> None:
    solution = "import torch\ndef f(generator): return torch.rand(10000, generator=generator)\n"
    body = "x = impl.f(draw.generator())\nwithin(x.mean(), 0.5, 0.012, 'the mean')"
    assert passes(graded, body, solution)
    report = verdict(graded, body, solution, solution.replace("rand(", "randn("))
    assert report.verdict is Verdict.WRONG_VALUE
    assert "the mean is" in report.checks[0].message


def test_views_arrive_as_views(graded: Graded) -> None:
    solution = "def f(x): return x.reshape(-1)\n"
    body = "x = draw.views(draw.normal(3, 4))\nclose(impl.f(x), ref.f(x))"
    assert passes(graded, body, solution)
    assert verdict(graded, body, solution, "def f(x): return x.view(-1)\n").verdict is Verdict.RAISED


def test_large_tensors_cross(graded: Graded) -> None:
    solution = "def f(x): return x * 2\n"
    body = "x = draw.normal(1000, 1000)\nclose(impl.f(x), ref.f(x))"
    assert passes(graded, body, solution)
    report = verdict(graded, body, solution, "import torch\ndef f(x): return torch.empty(40_000_000, dtype=x.dtype)\n")
    assert report.verdict is Verdict.WRONG_VALUE
    assert "MiB" in report.checks[0].message


def test_nothing_is_shared_between_calls(graded: Graded) -> None:
    solution = "def f(x): return x.clone()\n"
    keeper = "kept = []\ndef f(x):\n    kept.append(x)\n    kept[0].zero_()\n    return kept[-1].clone() if len(kept) > 1 else x\n"
    body = "x = draw.normal(3)\na = impl.f(x)\nb = impl.f(x)\nclose(b, ref.f(x))"
    assert passes(graded, body, solution, keeper)


def test_an_authors_slips_are_internal(graded: Graded) -> None:
    slips = [
        "close(impl.f(1.0), ref.f(1.0))",  # objects
        "close(impl.f(1.0).data, 1.0, rtol=1e-2)",  # no reason
        "there(impl, lambda module: 1)",
        "impl.f(object())",
        "keeps_arguments(len, 1)",
    ]
    for body in slips:
        assert verdict(graded, body, ENGINE).verdict is Verdict.INTERNAL, body


INSIDE = "def f(x, more): return x + more['a'] + more['b'][0]\n"
WRITES_BACK = "def f(x, more):\n    more['b'][0].mul_(2).div_(2)\n    return x\n"


def test_a_write_into_a_tensor_inside_a_dict_counts(graded: Graded) -> None:
    body = "keeps_arguments(impl.f, draw.normal(2), {'a': draw.normal(2), 'b': [draw.normal(2)]})"
    assert passes(graded, body, INSIDE)
    report = verdict(graded, body, INSIDE, WRITES_BACK)
    assert report.checks[0].verdict is Verdict.MUTATED_INPUT
    assert report.checks[0].message.startswith("more was changed")


def test_the_changed_argument_is_named_also_after_a_callable(graded: Graded) -> None:
    right = "def f(step, x, scale): return step(x) + scale\n"
    wrong = "def f(step, x, scale):\n    {}.add_(1)\n    return x\n"
    body = "keeps_arguments(impl.f, abs, draw.normal(2), scale=draw.normal(2))"
    assert passes(graded, body, right)
    for name in ("x", "scale"):
        message = verdict(graded, body, right, wrong.format(name)).checks[0].message
        assert message.startswith(f"{name} was changed"), message


def test_a_check_may_say_what_a_failed_assertion_means(graded: Graded) -> None:
    for body in (
        "close(impl.f(3), ref.f(3), says='The doubling is wrong.')",
        "holds(impl.f(3) == 6, 'it is not 6', says='The doubling is wrong.')",
    ):
        found = verdict(graded, body, COUNT, "def f(n): return n * 5 + 1\n").checks[0].diagnosis
        assert found is not None
        assert (found.ids, found.text) == (("check",), "The doubling is wrong.")
        assert verdict(graded, body, COUNT).checks[0].diagnosis is None


def test_an_answer_where_a_refusal_is_due_is_named(graded: Graded) -> None:
    solution = "def f(n):\n    if n < 0:\n        raise ValueError\n    return n\n"
    body = "raises(ValueError, impl.f, -1)"
    found = verdict(graded, body, solution, "def f(n): return n\n").checks[0].diagnosis
    assert found is not None
    assert found.text.startswith("This call is to be refused")
    other = "def f(n):\n    raise KeyError(n)\n"
    assert verdict(graded, body, solution, other).checks[0].diagnosis is None


def test_a_condition_allows_rounding_that_grows(graded: Graded) -> None:
    solution = "def f(x): return x\n"
    near = "def f(x): return x + 1e-3 * (x.dtype.itemsize == 4)\n"
    assert passes(graded, "close(impl.f(draw.uniform(3)), draw.uniform(3) * 0, atol=2.0, reason='any')", solution)
    body = "x = draw.uniform(3)\nclose(impl.f(x), ref.f(x), condition=1e4)"
    assert passes(graded, body, solution, near)
    assert not passes(graded, body.replace(", condition=1e4", ""), solution, near)
    assert not passes(graded, body, solution, near.replace(" == 4", " > 0")), "not in float64"
