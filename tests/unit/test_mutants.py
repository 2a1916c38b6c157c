"""Mutation operators: what each makes of a line, and what is true of all mutants."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.bank import Bank
from dlquiz.bank.mutants import Mutant, mutants
from dlquiz.bank.mutants.generate import fingerprint, without_comments
from dlquiz.bank.mutants.operators import OPERATORS

BANK = Bank.find(None)
SHORT = ("conv_output_size", "gates", "kfold", "mlm_masking", "softmax")
SLOW = pytest.mark.slow  # making all mutants of the whole bank twice takes two minutes


def of(body: str, parameters: str = "x, y") -> list[Mutant]:
    """The mutants of one function."""
    return mutants(f"def f({parameters}):\n{textwrap.indent(body, '    ')}\n", ["f"])


def after(body: str, family: str, parameters: str = "x, y") -> set[str]:
    return {mutant.after for mutant in of(body, parameters) if mutant.family == family}


@pytest.mark.parametrize(
    ("body", "family", "expected"),
    [
        ("return x + y", "arithmetic", {"return x - y"}),
        ("return x / y", "arithmetic", {"return x * y", "return x // y"}),
        ("return x // y", "arithmetic", {"return x / y", "return -(-x // y)"}),
        ("x += y", "arithmetic", {"x -= y", "x = y"}),
        ("return x - x.max()", "dropped term", {"return x", "return x.max()"}),
        ("return (x + y) * y", "dropped term", {"return x * y", "return y * y", "return (x + y)", "return y"}),
        ("return -x", "sign", {"return x"}),
        ("return x.sum(-1)", "constant", {"return x.sum(0)", "return x.sum(-2)"}),
        ("return x[0]", "constant", {"return x[1]"}),
        ("return x + 1e-5", "constant", {"return x + 2e-05", "return x + 0.0"}),
        ("return g(x, True)", "constant", {"return g(x, False)"}),
        ("return x < y", "comparison", {"return x <= y", "return x > y"}),
        ("return x == y", "comparison", {"return x != y"}),
        ("return x and y", "condition", {"return x or y", "return x", "return y"}),
        ("return ~x", "condition", {"return x"}),
        ("return x if y else 0", "condition", {"return x", "return 0", "return 0 if y else x"}),
        ("if x < y:\n    return x", "condition", {"if not (x < y):", "if True:", "if False:"}),
        ("while x < y:\n    x += 1", "condition", {"while False:"}),
        ("return [a for a in x if a > y]", "condition", {"return [a for a in x]"}),
        ("return x @ y", "swapped", {"return y @ x"}),
        ("return x + y", "swapped", set()),
        ("return g(x, y)", "swapped", {"return g(y, x)"}),
        ("return max(x, y)", "swapped", set()),
        ("return x.transpose(-2, -1)", "swapped", set()),
        ("return x, y", "swapped", {"return y, x"}),
        ("return x.sum()", "reduction", {"return x.mean()"}),
        ("return x.var(0)", "reduction", {"return x.std(0)", "return x.var(0, correction=0)"}),
        ("return x.var(0, unbiased=False)", "reduction", {"return x.std(0, unbiased=False)"}),
        ("return any(x)", "reduction", {"return all(x)"}),
        ("return x.exp()", "dropped call", {"return x"}),
        ("return math.sqrt(x)", "dropped call", {"return x"}),
        ("return x.T", "dropped call", {"return x"}),
        ("return x.to(y.device)", "dropped call", set()),
        ("return g(x, dim=0, device=y)", "dropped argument", {"return g(x, device=y)"}),
        ("return g(x, y)", "dropped argument", {"return g(x)"}),
        ("for i in range(y): pass", "off by one", {
            "for i in range(1, y): pass", "for i in range(y + 1): pass", "for i in range(y - 1): pass"}),
        ("return x[:y]", "off by one", {"return x[:]", "return x[:y + 1]", "return x[:y - 1]"}),
        ("return x[::-1]", "off by one", {"return x[:]"}),
        ("x = g(x)\nreturn x", "statement", {"pass"}),
        ("a = g(x)\nreturn a", "statement", {"pass"}),
        ("with torch.no_grad():\n    return x", "statement", {"if True:", "pass"}),
        ("return x + y", "in place", {"return x.add_(y)"}),
        ("a = g(x)\nreturn a + y", "in place", set()),
        ("return x.clamp(0)", "in place", {"return x.clamp_(0)"}),
        ("loss = g(x)\nloss.backward()", "detached", {"loss = g(x).detach()"}),
        ("return g(x)", "detached", set()),
        ("return x * y", "float32", {"return (x * y).float()"}),
    ],
)  # fmt: skip
def test_what_an_operator_makes_of_a_line(body: str, family: str, expected: set[str]) -> None:
    assert after(body, family) == expected


def test_every_family_is_tried_above() -> None:
    marks = test_what_an_operator_makes_of_a_line.pytestmark
    assert {case[1] for case in marks[0].args[1] if case[2]} == set(OPERATORS)


@pytest.mark.parametrize(
    "body",
    [
        '"""Adds 1 to x - 2."""',
        "from math import pi",
        "x: 'Tensor' = y",
        'raise ValueError(f"{x + 1} is below {0}")',
    ],
)
def test_texts_types_and_imports_are_left_alone(body: str) -> None:
    assert [mutant for mutant in of(body) if mutant.family != "statement"] == []


def test_a_parameter_that_is_no_tensor_is_not_written_to() -> None:
    assert after("return x + y", "in place", "x: int, y: Tensor") == set()
    assert after("return x + y", "in place", "x: Tensor, y: int") == {"return x.add_(y)"}


def test_what_the_entry_does_not_use_is_left_alone() -> None:
    source = "def f(x):\n    return g(x)\n\ndef g(x):\n    return -x\n\ndef given(x):\n    return -x\n"
    assert {mutant.line for mutant in mutants(source, ["f"])} == {2, 5}


def test_comments_change_nothing() -> None:
    commented = 'def f(x):  # one\n    # two\n    return x + 1  # three "#"\n'
    (less,) = [mutant for mutant in mutants(commented, ["f"]) if mutant.family == "arithmetic"]
    assert (less.line, less.change) == (3, ("return x + 1", "return x - 1"))
    assert without_comments("a = '#'  # b\n") == "a = '#'\n"


def test_the_end_of_a_statement_is_shown_with_its_beginning() -> None:
    (rounded,) = [mutant for mutant in of("return g(\n    x,\n)") if mutant.family == "float32"]
    assert (rounded.line, rounded.before, rounded.after) == (2, "return g( x, )", "return g( x, ).float()")


def test_what_compiles_to_the_same_is_no_mutant() -> None:
    assert fingerprint("x = 1  # a\n") == fingerprint("\nx = (1)\n")
    assert fingerprint("x = 1") != fingerprint("x = 1.0")
    assert fingerprint("x = (") is None
    assert [mutant.after for mutant in of("return x[0:]") if mutant.family == "off by one"] == ["return x[:]"]
    assert after("return x[-0]", "sign") == set()


@pytest.mark.parametrize("slug", [slug if slug in SHORT else pytest.param(slug, marks=SLOW) for slug in BANK.slugs()])
def test_what_is_true_of_the_mutants_of_every_solution(slug: str) -> None:
    exercise = BANK.exercise(slug)
    lines = without_comments(exercise.solution).splitlines()
    found = mutants(exercise.solution, exercise.meta.entry)
    assert found == mutants(exercise.solution, exercise.meta.entry)
    prints = [fingerprint(mutant.source) for mutant in found]
    assert None not in prints
    assert len({fingerprint(exercise.solution), *prints}) == len(found) + 1
    for mutant in found:
        assert lines[mutant.line - 1].strip() == "" or mutant.before.startswith(lines[mutant.line - 1].strip())
        assert mutant.before != mutant.after


EXPRESSIONS = st.recursive(
    st.sampled_from(["x", "y", "1", "2.5", "x.T", "len(y)", "x[1:]"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**", "@", "<", "and"]), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} {parts[2]}"
        ),
        inner.map(lambda text: f"-({text})"),
        inner.map(lambda text: f"g({text}, dim=-1)"),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[0]})"),
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=50)
@given(EXPRESSIONS)
def test_every_mutant_of_any_expression_is_another_program(expression: str) -> None:
    found = of(f"return {expression}")
    prints = {fingerprint(mutant.source) for mutant in found}
    assert None not in prints
    assert fingerprint(f"def f(x, y):\n    return {expression}\n") not in prints
    assert len(prints) == len(found)
    assert all(mutant.line == 2 for mutant in found)
