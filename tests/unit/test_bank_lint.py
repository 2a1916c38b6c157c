"""Each lint finds what it looks for, in the file that it names, and says nothing of a healthy exercise."""

import pytest
from bank_builder import public, replace, secret, write, write_exercise
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.bank import Bank
from dlquiz.bank.interface import signatures
from dlquiz.bank.lint import lint, lint_bank


@pytest.fixture
def root(tmp_path):
    write_exercise(tmp_path)
    return tmp_path


def test_a_healthy_exercise(root):
    write(public(root) / "prompt.ko.md", "두 배")
    write(public(root) / "__pycache__" / "checks.pyc", "")
    write(secret(root) / "mistakes" / "power.py", "def double(x, factor=2):\n    return x**factor\n")
    path = secret(root) / "mistakes.yaml"
    path.write_text(path.read_text() + "power: {says: A power., file: mistakes/power.py}\n", encoding="utf-8")
    assert lint(Bank(root), "double") == []
    assert lint_bank(Bank(root)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("stub.py", "# TODO: multiply", "# multiply", "no gap is marked. Put a comment `# TODO: …` at each."),
        (
            "stub.py",
            '"double"',
            '"other"',
            'an open gap does not say so. End it with `raise NotImplementedError("double")`',
        ),
        ("stub.py", 'raise NotImplementedError("double")', "return x", "an open gap does not say so"),
        ("stub.py", "Twice x.", "TODO: say it.", "TODO in line 5. Fill it and remove the word."),
        ("stub.py", "def double", "def twice", "`double` is not defined, but `entry` names it. Define it, or correct"),
        ("stub.py", "x, factor=2", "factor, x=2", "`double(factor, x=2)` is `double(x, factor=2)` in solution.py"),
        (
            "stub.py",
            "factor=2",
            "factor=3",
            "`double(x, factor=3)` is `double(x, factor=2)` in solution.py. Make the two",
        ),
        ("stub.py", "x, factor=2", "x, *, factor=2", "`double(x, *, factor=2)` is"),
        ("prompt.md", "# Double", "Double", "the first line is no title"),
        ("prompt.md", "|---|---|\n", "", "no table of shapes"),
        ("prompt.md", "**Rules.**", "Nothing.", "no section Rules. Add `**Rules.**` and what may not be called"),
        ("prompt.md", "**Checked:**", "Checks:", "no section Checked"),
        ("prompt.md", "a number |", "TODO: say it |", "TODO in line 5"),
        ("exercise.yaml", "It grows.", "It is Just x.", "`hints[0]` says “Just”. Leave the word out"),
        ("exercise.yaml", "Twice as much.", "Obviously twice.", "`hints[1]` says “Obviously”"),
        ("exercise.yaml", "A book", '"TODO: a book"', "TODO in line 9"),
    ],
)
def test_faults_of_the_public_files(root, file, old, new, sentence):
    replace(public(root) / file, old, new)
    found = lint(Bank(root), "double")
    assert any(text.startswith(f"{public(root) / file}: ") and sentence in text for text in found), found


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("solution.py", '"""Doubling: y = 2x. Source: a book."""', "", "no docstring. Start with the formula"),
        ("solution.py", "def double", "def twice", "`double` is not defined, but `entry` names it"),
        ("solution.py", "y = 2x", "TODO: the formula", "TODO in line 1"),
        (
            "mistakes.yaml",
            'halved: {says: It is halved., change: [["factor * x", "x / factor"]]}\n',
            "",
            "4 mistakes. Add",
        ),
        ("mistakes.yaml", "It is halved.", '"TODO: halved"', "TODO in line 5"),
        ("notes.md", "Twice is twice.", "TODO: the derivation", "TODO in line 1"),
    ],
)
def test_faults_of_the_solution(root, file, old, new, sentence):
    replace(secret(root) / file, old, new)
    found = lint(Bank(root), "double")
    assert any(text.startswith(f"{secret(root) / file}: ") and sentence in text for text in found), found


def test_too_few_alternatives(root):
    (secret(root) / "alternatives" / "added.py").unlink()
    assert any(
        "alternatives: 1 alternatives. Add other right ways: at least 2" in text for text in lint(Bank(root), "double")
    )


def test_an_alternative_that_is_the_solution(root):
    bank = Bank(root)
    write(secret(root) / "alternatives" / "added.py", bank.solution("double"))
    assert lint(bank, "double") == [
        f"{secret(root)}/alternatives/added.py: equal to solution.py. Write it another way."
    ]


@pytest.mark.parametrize("name", ["notes.md", "prompt.txt", "helpers.py", "prompt.korean.md", "data/x.csv"])
def test_stray_files_of_the_exercise(root, name):
    write(public(root) / name, "")
    assert lint(Bank(root), "double") == [
        f"{public(root) / name}: no file of an exercise. Remove it, or see exercises/README.md for where it belongs."
    ]


@pytest.mark.parametrize("name", ["checks.py", "solution.txt", "alternatives/notes.md", "alternatives/deep/x.py"])
def test_stray_files_of_the_solution(root, name):
    write(secret(root) / name, "")
    assert [text.split(". Remove")[0] for text in lint(Bank(root), "double")] == [
        f"{secret(root) / name}: no file of a solution"
    ]


def test_a_mistake_file_that_no_mistake_names(root):
    write(secret(root) / "mistakes" / "lost.py", "def double(x): ...\n")
    assert [text.split(". Remove")[0] for text in lint(Bank(root), "double")] == [
        f"{secret(root)}/mistakes/lost.py: no mistake names it"
    ]


def test_a_repair_needs_bugs_and_no_gap(root):
    replace(public(root) / "exercise.yaml", "implement", "repair")
    write(public(root) / "stub.py", Bank(root).solution("double"))
    assert lint(Bank(root), "double") == [
        f"{public(root)}/stub.py: equal to solution.py, so nothing is left to repair. Plant the bugs in the stub."
    ]
    replace(public(root) / "stub.py", "factor * x", "factor + x")
    assert lint(Bank(root), "double") == []


def test_methods_of_a_class_are_compared(root):
    replace(public(root) / "exercise.yaml", "[double]", "[Value]")
    stub = (
        "class Value:\n    def __init__(self, data): ...\n    def __radd__(self, other): ...\n    def back(self): ...\n"
    )
    gap = '    def show(self):\n        # TODO: show\n        raise NotImplementedError("double")\n'
    write(public(root) / "stub.py", stub + gap)
    own = '"""Values."""\nclass Value:\n    def __init__(self, data, name=""): ...\n    def __add__(self, other): ...\n'
    rest = "    __radd__ = __add__\n    def _order(self): ...\n    def show(self): ...\n"
    write(secret(root) / "solution.py", own + rest)
    write(secret(root) / "mistakes.yaml", 'm: {says: x, change: [["_order", "_odour"]]}')
    found = [text for text in lint(Bank(root), "double") if "Value" in text]
    assert found == [
        f"{public(root)}/stub.py: `Value.__init__(self, data)` is `Value.__init__(self, data, name='')` in solution.py."
        " Make the two signatures equal.",
        f"{secret(root)}/solution.py: `Value.back` is not defined, but the stub has it."
        " Define it, or take it off the stub.",
    ]


def test_a_solution_without_an_exercise(root):
    write(secret(root, "gone", "02_second") / "solution.py", "")
    assert lint_bank(Bank(root)) == [
        f"{secret(root, 'gone', '02_second')}: a solution without an exercise. Remove it, or write its exercise."
    ]


def test_a_slug_that_the_curriculum_lists_in_vain(root):
    write(root / "exercises" / "curriculum.yaml", "topics: [{name: 01_first, title: T, exercises: [double, ghost]}]")
    (sentence,) = lint_bank(Bank(root))
    assert "01_first lists `ghost`, which does not exist" in sentence


names = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=5, max_size=5)


def signature(names, default=1, note=""):
    a, b, c, d, e = names
    source = f"def f({a}{note}, /, {b}{note}, {c}{note}={default}, *, {d}{note}, {e}={default}): return {a}"
    return signatures(source, ["f"])["f"]


@given(names, st.integers(0, 4))
def test_signatures_differ_by_name_order_kind_and_default_and_by_nothing_else(names, changed):
    a, b, c, d, e = names
    plain = signature(names)
    assert plain == f"({a}, /, {b}, {c}=1, *, {d}, {e}=1)"
    assert signature(names, note=": int") == plain
    assert signature(names, default=2) != plain
    assert signature(names[::-1]) != plain
    assert signature([*names[:changed], "z", *names[changed + 1 :]]) != plain
