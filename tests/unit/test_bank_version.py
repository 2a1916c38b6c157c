"""The version changes with all that can change a verdict, and with nothing else."""

import pytest
from bank_builder import public, replace, secret, write_exercise

from dlquiz.bank import Bank
from dlquiz.bank import version as version_module


@pytest.fixture
def root(tmp_path):
    write_exercise(tmp_path)
    return tmp_path


def version(root):
    return Bank(root).exercise("double").version


def test_twelve_hexadecimal_digits_that_stay(root):
    assert len(version(root)) == 12
    int(version(root), 16)
    assert version(root) == version(root)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("exercise.yaml", "entry: [double]", "entry: [double, twice]"),
        ("exercise.yaml", "forbids: []", "forbids: [operator.mul]"),
        ("exercise.yaml", "seconds: 5", "seconds: 6"),
        ("exercise.yaml", "memory: 512", "memory: 513"),
        ("checks.py", "impl.double(2.0)", "impl.double(3.0)"),
        ("solution.py", "Twice x.", "Two x."),
        ("mistakes.yaml", "It is added.", "It is summed."),
        ("mistakes.yaml", "factor + x", "x + factor"),
        ("mistakes.yaml", "added:", "summed:"),
    ],
)
def test_what_can_change_a_verdict_changes_it(root, file, old, new):
    before = version(root)
    folder = public(root) if (public(root) / file).exists() else secret(root)
    replace(folder / file, old, new)
    assert version(root) != before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("exercise.yaml", "Double a number", "Doubling"),
        ("exercise.yaml", "It grows.", "It is more."),
        ("exercise.yaml", "difficulty: 1", "difficulty: 2"),
        ("exercise.yaml", "after: []", "after: [halve]"),
        ("prompt.md", "None.", "No rules."),
        ("stub.py", "Doubling.", "Doubling it."),
        ("notes.md", "Twice", "Double"),
        ("alternatives/added.py", "sum(", "sum( "),
    ],
)
def test_what_no_verdict_depends_on_does_not(root, file, old, new):
    before = version(root)
    folder = public(root) if (public(root) / file).exists() else secret(root)
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert version(root) == before


def test_another_grader_is_another_version(root, monkeypatch):
    before = version(root)
    monkeypatch.setattr(version_module, "grading_version", lambda: "another")
    assert version(root) != before
