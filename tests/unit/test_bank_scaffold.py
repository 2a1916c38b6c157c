"""`author new` writes an exercise whose only faults are its TODOs."""

import pytest
from bank_builder import public, secret, write, write_exercise

from dlquiz.bank import Bank, scaffold
from dlquiz.bank.lint import lint, lint_bank
from dlquiz.bank.scaffold import new_exercise
from dlquiz.errors import UsageError

CURRICULUM = """\
topics:
  - name: 01_first
    title: The first  # a comment
    exercises: [double]
  - name: 02_second
    title: The second
    exercises: []
"""

FILES = {
    "exercise.yaml",
    "prompt.md",
    "stub.py",
    "checks.py",
    "solution.py",
    "notes.md",
    "mistakes.yaml",
    "alternatives/einsum.py",
    "alternatives/plain_loop.py",
}


@pytest.fixture
def root(tmp_path):
    write_exercise(tmp_path)
    write(tmp_path / "exercises" / "curriculum.yaml", CURRICULUM)
    return tmp_path


def test_the_files_and_the_curriculum(root):
    written = new_exercise(Bank(root), "02_second", "triple")
    folders = public(root, "triple", "02_second"), secret(root, "triple", "02_second")
    expected = {folder / name for folder in folders for name in FILES if (folder / name).exists()}
    assert set(written) == expected
    assert len(written) == len(FILES)
    text = (root / "exercises" / "curriculum.yaml").read_text(encoding="utf-8")
    assert text == CURRICULUM.replace(" []", "\n      - triple")
    bank = Bank(root)
    assert bank.exercise("triple").meta.entry == ("triple",)
    assert [meta.slug for meta in bank.metas()] == ["double", "triple"]
    assert "def triple(" in bank.solution("triple")
    assert "$" not in "".join(path.read_text(encoding="utf-8") for path in written)


def test_nothing_is_left_to_do_once_the_todos_are_filled(root):
    written = new_exercise(Bank(root), "02_second", "triple")
    sentences = lint(Bank(root), "triple")
    assert len(sentences) == len(FILES)
    assert all("TODO in line" in sentence for sentence in sentences)
    for path in written:
        gap = "# TODO: the products" if path.name == "stub.py" else "\0"
        text = path.read_text(encoding="utf-8").replace(gap, "\0")
        path.write_text(text.replace("TODO: ", "").replace("\0", gap), encoding="utf-8")
    assert lint(Bank(root), "triple") == []
    assert lint_bank(Bank(root)) == []


def test_a_listed_slug_is_not_listed_again(root):
    write(root / "exercises" / "curriculum.yaml", CURRICULUM.replace("[]", "[triple]"))
    new_exercise(Bank(root), "02_second", "triple")
    assert (root / "exercises" / "curriculum.yaml").read_text(encoding="utf-8").count("triple") == 1


def test_a_new_bank_without_a_curriculum_takes_any_topic(tmp_path):
    (tmp_path / "exercises").mkdir()
    new_exercise(Bank(tmp_path), "07_mine", "triple")
    assert Bank(tmp_path).exercise("triple").meta.topic == "07_mine"
    assert not (tmp_path / "exercises" / "curriculum.yaml").exists()


def test_a_new_bank_still_wants_the_form_of_a_topic(tmp_path):
    (tmp_path / "exercises").mkdir()
    with pytest.raises(UsageError, match='"mine" is no name for a topic: two digits'):
        new_exercise(Bank(tmp_path), "mine", "triple")


@pytest.mark.parametrize(
    ("topic", "slug", "message"),
    [
        ("01_first", "double", 'there is already an exercise "double"'),
        ("02_second", "double", 'there is already an exercise "double"'),
        ("01_first", "MaxPool-2d", '"MaxPool-2d" is no name for an exercise: lower-case .* Try max_pool_2d'),
        ("01_first", "2d", '"2d" is no name for an exercise: lower-case letters, digits and underscores'),
        ("01_first", "lambda", '"lambda" is no name for an exercise'),
        ("01_first", "../x", "is no name for an exercise"),
        (
            "first",
            "triple",
            'no topic "first". Did you mean 01_first. Topics: 01_first, 02_second. A new one goes into',
        ),
        ("01_frist", "triple", "Did you mean 01_first"),
        ("03_third", "triple", 'no topic "03_third".* Topics: 01_first, 02_second'),
        ("", "triple", 'no topic "". Topics: 01_first, 02_second'),
    ],
)
def test_what_is_refused(root, topic, slug, message):
    before = sorted(root.rglob("*"))
    with pytest.raises(UsageError, match=message):
        new_exercise(Bank(root), topic, slug)
    assert sorted(root.rglob("*")) == before


def test_a_leftover_solution_is_not_overwritten(root):
    write(secret(root, "triple") / "solution.py", "mine")
    with pytest.raises(UsageError, match="exists already"):
        new_exercise(Bank(root), "01_first", "triple")
    assert (secret(root, "triple") / "solution.py").read_text(encoding="utf-8") == "mine"


def test_if_a_file_cannot_be_written_none_stays(root, monkeypatch):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scaffold, "_list_in_curriculum", full)
    with pytest.raises(UsageError, match=r"can't write to .* \(No space left on device\)\. Name a bank of yours"):
        new_exercise(Bank(root), "01_first", "triple")
    assert not public(root, "triple").exists()
    assert not secret(root, "triple").exists()
    assert public(root).exists()
