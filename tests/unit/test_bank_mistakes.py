"""Whole exercises: mistakes.yaml and the Python files, good and bad."""

import pytest
from bank_builder import SOLUTION, public, replace, secret, write, write_exercise

from dlquiz.bank import Bank
from dlquiz.errors import BankError


@pytest.fixture
def root(tmp_path):
    write_exercise(tmp_path)
    return tmp_path


def refusal(root):
    with pytest.raises(BankError) as caught:
        Bank(root).exercise("double")
    return str(caught.value)


def test_a_whole_exercise(root):
    exercise = Bank(root).exercise("double")
    assert [mistake.id for mistake in exercise.mistakes] == ["added", "squared", "lost", "negative", "halved"]
    added = exercise.mistakes[0]
    assert added.says == "It is added."
    assert added.source == SOLUTION.replace("factor * x", "factor + x")
    assert added.changes == (("factor * x", "factor + x"),)
    assert list(exercise.alternatives) == ["added", "shifted"]
    assert exercise.notes == "Twice is twice.\n"
    assert exercise.solution == SOLUTION
    assert "NotImplementedError" in exercise.stub
    assert "close" in exercise.checks
    assert exercise.prompt.startswith("# Double")


def test_changes_apply_in_order_each_to_the_result_of_the_former(root):
    write(
        secret(root) / "mistakes.yaml",
        'twice: {says: Two steps., change: [["factor * x", "factor * y"], ["return factor * y", "return y"]]}',
    )
    assert Bank(root).exercise("double").mistakes[0].source.endswith("return y\n")


def test_a_mistake_from_a_file(root):
    write(secret(root) / "mistakes" / "other.py", "def double(x, factor=2):\n    return x**factor\n")
    write(secret(root) / "mistakes.yaml", "other: {says: A power., file: mistakes/other.py}")
    mistake = Bank(root).exercise("double").mistakes[0]
    assert "x**factor" in mistake.source
    assert mistake.changes == ()


@pytest.mark.parametrize(
    ("entry", "problem", "fix"),
    [
        ("m: {says: x, change: [[nowhere, y]]}", "`m.change[0]` does not stand in solution.py: 'nowhere'", "Copy it"),
        ("m: {says: x, change: [[factor, y]]}", "`m.change[0]` stands 2 times in solution.py: 'factor'", "more of the"),
        (
            "m: {says: x, change: [[return, yield], [return factor, y]]}",
            "`m.change[1]` does not stand in solution.py: 'return factor' (an earlier change of this mistake removed",
            "Join the two",
        ),
        ("m: {says: x, change: [['', y]]}", "`m.change[0]` replaces an empty text", "Write the text"),
        ("m: {says: x, change: [[a]]}", "`m.change[0]`: a list of 2 is due, this one has 1", "[old text, new text]"),
        ("m: {says: x, change: [[a, 1]]}", "`m.change[0][1]` should be text, not a whole number", "[old text, new"),
        ("m: {says: x, change: [a, b]}", "`m.change[0]` should be a list, not text", "[old text, new text]"),
        ("m: {says: x, change: []}", "`m` is equal to solution.py", "Change what"),
        ("m: {says: x, change: [[return, return]]}", "`m` is equal to solution.py", "Change what"),
        ("m: {says: x, change: [[return, retrun]]}", "changed by `m` is not valid Python: line 6:", "Correct"),
        ("m: {says: x, change: [['    return', 'return']]}", "changed by `m` is not valid Python: line 6:", "Correct"),
        ("m: {says: x}", "`m` has neither of `change` and `file`", "exactly one"),
        ("m: {says: x, change: [[a, b]], file: mistakes/m.py}", "`m` has both of `change` and `file`", "exactly one"),
        ("m: {change: [[factor, y]]}", "the key `m.says` is missing", "what a learner reads"),
        ("m: {says: '', change: [[a, b]]}", "`m.says` is empty", "what a learner reads"),
        ("m: {says: {ko: 엑스}, change: [[a, b]]}", "`m.says` has no English", "what a learner reads"),
        ("m: {say: x, change: [[a, b]]}", "unknown key `m.say`", "Did you mean `says`? Allowed here: says, change"),
        ("m: {says: x, file: mistakes/none.py}", "mistakes/none.py: the file is missing", "Add it"),
        ("m: {says: x, file: ../solution.py}", "`m.file` is `../solution.py`", "mistakes/<name>.py"),
        ("m: {says: x, file: ''}", "`m.file` is ``", "mistakes/<name>.py"),
        ("no-scale: {says: x, change: [[a, b]]}", "`no-scale` is no name for a mistake", "such as no_scale"),
        ("no: {says: x, change: [[a, b]]}", "`False` is no name for a mistake", "such as no_scale"),
        ("- m", "the file should be a mapping", "Write `name:"),
        ("m: text", "`m` should be a mapping, not text", "Allowed keys: says, change, file"),
        ("m: {says: a}\nm: {says: b}", "line 2: the key `m` stands twice", "Keep one"),
        ("m: {says: The axis: last}", "line 1: did not find expected", "quotes"),
        ("", "the file is empty", "Fill it"),
    ],
)
def test_a_bad_mistake_names_file_key_and_fix(root, entry, problem, fix):
    write(secret(root) / "mistakes.yaml", entry)
    text = refusal(root)
    assert text.startswith(str(secret(root) / "mistakes"))
    assert problem in text
    assert fix in text


def test_a_long_old_text_is_cut_short(root):
    write(secret(root) / "mistakes.yaml", f"m: {{says: x, change: [[{'z' * 500}, y]]}}")
    assert len(refusal(root)) < 400


@pytest.mark.parametrize("file", ["stub.py", "checks.py", "solution.py", "alternatives/added.py", "mistakes/other.py"])
@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("x = 1\ndef f(:\n", "line 2: "),
        ("return 3\n", "line 1: 'return' outside function"),
        ("x = '\0'\n", "null byte"),
    ],
)
def test_python_that_does_not_compile_names_file_and_line(root, file, source, problem):
    folder = public(root) if file in ("stub.py", "checks.py") else secret(root)
    write(secret(root) / "mistakes.yaml", "other: {says: x, file: mistakes/other.py}")
    write(secret(root) / "mistakes" / "other.py", "def double(x): ...\n")
    write(folder / file, source)
    text = refusal(root)
    assert text.startswith(f"{folder / file}: not valid Python: ")
    assert problem in text


def test_python_that_a_newer_python_warns_about_is_fine(root):
    replace(public(root) / "stub.py", "Twice x.", r"Twice \d.")
    assert r"\d" in Bank(root).exercise("double").stub


@pytest.mark.parametrize("name", ["solution.py", "notes.md", "mistakes.yaml"])
def test_a_missing_file_of_the_solution_is_named(root, name):
    (secret(root) / name).unlink()
    assert f"{secret(root) / name}: the file is missing" in refusal(root)


def test_a_missing_solution_folder_is_named(root):
    write_exercise(root, "triple", solutions=False)
    with pytest.raises(
        BankError, match=r"solutions/01_first/triple: the folder is missing\. Add it, with solution\.py"
    ):
        Bank(root).exercise("triple")


@pytest.mark.parametrize("file", ["notes.md", "solution.py", "mistakes.yaml"])
def test_a_file_that_is_not_utf_8(root, file):
    (secret(root) / file).write_bytes(b"# \xff\n")
    assert f"{file}: not UTF-8: byte 2" in refusal(root)


def test_a_byte_order_mark_and_windows_newlines_change_nothing(root):
    before = Bank(root).exercise("double")
    for folder in (public(root), secret(root)):
        for path in folder.rglob("*.*"):
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    after = Bank(root).exercise("double")
    assert after.version == before.version
    assert after == before
