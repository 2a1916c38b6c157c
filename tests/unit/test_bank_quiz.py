"""Quiz files, good and bad, and the formulas in them."""

import random

import pytest
import yaml
from bank_builder import write, write_exercise
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.bank import Bank
from dlquiz.bank.formula import evaluate
from dlquiz.bank.lint import lint_bank
from dlquiz.bank.quiz import ask, in_words, read_quiz
from dlquiz.errors import BankError

CHOICE = {
    "kind": "choice",
    "ask": "Which?",
    "answer": "this",
    "distractors": [{"says": "that", "wrong": "it is not"}, {"says": "those", "wrong": "too many"}],
    "why": "So it is.",
    "source": "a book",
}
NUMBER = CHOICE | {
    "kind": "number",
    "ask": "{n} + {m}?",
    "draw": {"n": [1, 9], "m": {"of": [10, 20]}},
    "where": "n > 1",
    "answer": "n + m",
    "distractors": [{"says": "n * m", "wrong": "times {m}"}, {"says": "n - m", "wrong": "minus"}],
    "torch": "{n} + {m}",
}
SPOT = CHOICE | {
    "kind": "spot_the_error",
    "statement": "One is odd, two is odd, three is odd.",
    "answer": "two is odd",
    "distractors": [{"says": "One is odd", "wrong": "right"}, {"says": "three is odd", "wrong": "right"}],
}


def quiz(folder, **items):
    path = folder / "quiz.yaml"
    path.write_text(yaml.safe_dump(items, allow_unicode=True), encoding="utf-8")
    return path


def test_items_of_each_kind_are_read(tmp_path):
    items = read_quiz(quiz(tmp_path, first=CHOICE, second=NUMBER, third=SPOT))
    assert [item.kind for item in items.values()] == ["choice", "number", "spot_the_error"]
    assert ask(items["third"], random.Random(0)).statement.startswith("One is odd")


def test_numbers_meet_the_condition_and_fill_the_texts(tmp_path):
    item = read_quiz(quiz(tmp_path, sum=NUMBER))["sum"]
    for seed in range(50):
        question = ask(item, random.Random(seed))
        n, m = question.values["n"], question.values["m"]
        assert n > 1 and m in (10, 20)
        assert question.ask == f"{n} + {m}?" and question.answer == str(n + m)
        assert dict(question.distractors)[in_words(n * m)] == f"times {m}"


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (CHOICE | {"answer": "that"}, "says the same thing twice"),
        (CHOICE | {"distractors": CHOICE["distractors"][:1]}, "holds 1"),
        (CHOICE | {"draw": {"n": [1, 2]}}, "means nothing in a choice"),
        (CHOICE | {"why": " "}, "is empty"),
        (CHOICE | {"kind": "riddle"}, "unknown value"),
        (CHOICE | {"wy": "x"}, "Did you mean `why`?"),
        (NUMBER | {"torch": ""}, "`item.torch` is missing"),
        (NUMBER | {"answer": "n + k"}, "`k` is not drawn"),
        (NUMBER | {"answer": "__import__('os')"}, "more than a formula holds"),
        (NUMBER | {"answer": "n / 0"}, "has no value here"),
        (NUMBER | {"where": "n > 9"}, "no numbers meet `where`"),
        (NUMBER | {"ask": "{k}?"}, "can't be asked"),
        (SPOT | {"answer": "four is odd"}, "is not in the statement"),
        (SPOT | {"statement": ""}, "`item.statement` is missing"),
    ],
)
def test_what_breaks_the_contract_is_named(tmp_path, item, says):
    with pytest.raises(BankError) as caught:
        read_quiz(quiz(tmp_path, item=item))
    assert says in str(caught.value) and "quiz.yaml" in str(caught.value)


def test_a_list_is_no_quiz(tmp_path):
    write(tmp_path / "quiz.yaml", "- a\n")
    with pytest.raises(BankError, match="holds no items"):
        read_quiz(tmp_path / "quiz.yaml")


def test_the_gate_reads_the_quizzes(tmp_path):
    for topic in ("01_one", "02_two"):
        write_exercise(tmp_path, f"in_{topic}", topic)
        quiz(tmp_path / "exercises" / topic, twin=CHOICE)
    quiz(tmp_path / "exercises" / "02_two", twin=CHOICE, bad=CHOICE | {"source": ""})
    assert any("`bad.source` is empty" in fault for fault in lint_bank(Bank(tmp_path)))
    quiz(tmp_path / "exercises" / "02_two", twin=CHOICE)
    assert any("`twin` also stands in" in fault for fault in lint_bank(Bank(tmp_path)))


@given(a=st.integers(-50, 50), b=st.integers(1, 50))
def test_formulas_are_pythons_arithmetic(a, b):
    values = {"a": a, "b": b}
    for formula in ("a + b * 2 ** 3", "(a - b) // b", "-a % b", "a / b", "max(a, b)", "a > b and b != 3", "sqrt(b)"):
        assert evaluate(formula, values) == eval(formula, {"max": max, "sqrt": lambda x: x**0.5}, dict(values))


@pytest.mark.parametrize("formula", ["a.real", "[a]", "'x'", "lambda: 1", "open('x')", "a if a else a", "1 +", "~a"])
def test_a_formula_is_nothing_else(formula):
    with pytest.raises(ValueError, match="formula"):
        evaluate(formula, {"a": 1})


def test_numbers_read_in_groups_of_three():
    assert [in_words(number) for number in (7, 34848, 0.25, 2.0, 1 / 3)] == ["7", "34\u202f848", "0.25", "2", "0.3333"]
