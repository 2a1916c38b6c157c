"""exercise.yaml: each kind of bad file names the file, the key and the fix."""

import re
from pathlib import Path

import pytest
from bank_builder import EXERCISE_YAML, public, write, write_exercise

from dlquiz.bank import Bank
from dlquiz.bank.curriculum import KEYS as CURRICULUM_KEYS
from dlquiz.bank.curriculum import CurriculumFile, TopicEntry
from dlquiz.bank.meta import KEYS, ExerciseFile
from dlquiz.bank.mistakes import KEYS as MISTAKE_KEYS
from dlquiz.bank.mistakes import MistakeEntry
from dlquiz.errors import BankError
from dlquiz.model import Limits


def refusal(root: Path, slug: str = "double") -> str:
    with pytest.raises(BankError) as caught:
        Bank(root).meta(slug)
    return str(caught.value)


def test_a_healthy_file_is_read_whole(tmp_path):
    write_exercise(tmp_path)
    meta = Bank(tmp_path).meta("double")
    assert (meta.slug, meta.topic, meta.title, meta.kind) == ("double", "01_first", "Double a number", "implement")
    assert (meta.difficulty, meta.minutes, meta.entry, meta.sources) == (1, 5, ("double",), ("A book",))
    assert meta.hints == ("It grows.", "Twice as much.", "Two times x.")
    assert meta.limits == Limits(seconds=5, memory=512)
    assert meta.folder == str(public(tmp_path))


def test_optional_keys_have_defaults(tmp_path):
    write_exercise(tmp_path)
    text = re.sub(r"(?m)^(after|forbids|limits):.*\n", "", EXERCISE_YAML)
    write(public(tmp_path) / "exercise.yaml", text)
    meta = Bank(tmp_path).meta("double")
    assert (meta.after, meta.forbids, meta.limits) == ((), (), Limits())


def test_texts_per_language_are_read_in_english(tmp_path):
    write_exercise(tmp_path, old="Double a number", new="{en: Double it, ko: 두 배}")
    assert Bank(tmp_path).meta("double").title == "Double it"


@pytest.mark.parametrize(
    ("old", "new", "problem", "fix"),
    [
        ("title:", "titel:", "unknown key `titel`", "Did you mean `title`? Allowed here: title, kind,"),
        (
            "seconds:",
            "second:",
            "unknown key `limits.second`",
            "Did you mean `seconds`? Allowed here: seconds, memory, files, processes.",
        ),
        ("minutes: 5\n", "", "the key `minutes` is missing", "a whole number from 1 to 600"),
        ("minutes: 5", "minutes: soon", "`minutes` should be a whole number, not text", "from 1 to 600"),
        ("minutes: 5", "minutes: 601", "`minutes` is 601", "from 1 to 600"),
        ("minutes: 5", "minutes: 0", "`minutes` is 0", "from 1 to 600"),
        ("difficulty: 1", "difficulty: 6", "`difficulty` is 6", "from 1 to 5"),
        (
            "difficulty: 1",
            "difficulty: true",
            "`difficulty` should be a whole number, not true or false",
            "from 1 to 5",
        ),
        ("implement", "implment", "`kind`: unknown value 'implment'", "one of implement, repair, count, train, quiz"),
        ("Double a number", "3", "`title` should be text or a mapping, not a whole number", "the name that a learner"),
        ("Double a number", "''", "`title` is empty", "the name that a learner reads"),
        ("Double a number", "{ko: 두 배}", "`title` has no English (`en`)", "{en: …, ko: …}"),
        ("Double a number", "{en: x, ko: ''}", "`title` is empty in `ko`", "{en: …, ko: …}"),
        ("Double a number", "{english: x}", "`title` names the language `english`", "{en: …, ko: …}"),
        ("Double a number", "{no: x}", "a key in `title` is not text", "Put it in quotes"),
        ("entry: [double]", "entry: []", "`entry` is empty", "functions and classes"),
        ("entry: [double]", "entry: double", "`entry` should be a list, not text", "a list of the functions"),
        ("entry: [double]", "entry: [do-it]", "`entry[0]` is `do-it`, which is no name of Python's", "a list of the"),
        ("entry: [double]", "entry: [a, a]", "`entry[1]` names `a` a second time", "each once"),
        ("after: []", "after: [Max-Pool]", "`after[0]` is `Max-Pool`, which is no slug", "slugs taught before"),
        ("after: []", "after: [double]", "`after[0]` names the exercise itself", "slugs taught before"),
        ("after: []", "after: [a, a]", "`after[1]` names `a` a second time", "each once"),
        ("after: []", "after:", "`after` should be a list, not nothing", "[] for none"),
        ("forbids: []", "forbids: ['']", "`forbids[0]` is empty", "shortcuts"),
        ("[It grows., ", "[", "`hints` holds 2, not three", "a list of three texts"),
        ("It grows.", "2", "`hints[0]` should be text or a mapping, not a whole number", "a list of three texts"),
        ("It grows.", "' '", "`hints[0]` is empty", "a list of three texts"),
        ("It grows.", "{en: 2}", "`hints[0]` should be text, not a whole number", "a list of three texts"),
        ("[A book]", "[]", "`sources` is empty", "at least one"),
        ("[A book]", "['']", "`sources[0]` is empty", "at least one"),
        ("[A book]", "[2017]", "`sources[0]` should be text, not a whole number", "at least one"),
        ("seconds: 5", "seconds: 0", "`limits.seconds` is 0", "a number above 0"),
        ("seconds: 5", "seconds: .inf", "`limits.seconds` is inf", "a number above 0"),
        ("seconds: 5", "seconds: .nan", "`limits.seconds` is nan", "a number above 0"),
        ("memory: 512", "memory: -1", "`limits.memory` is -1", "a whole number above 0"),
        ("memory: 512", "memory: 0.5", "`limits.memory` should be a whole number, not a number", "MiB"),
        ("memory: 512", "files: -1", "`limits.files` is -1", "from 0 (no folder) to 1024"),
        ("memory: 512", "files: 1025", "`limits.files` is 1025", "from 0 (no folder) to 1024"),
        ("memory: 512", "processes: 65", "`limits.processes` is 65", "from 0 (none) to 64"),
        (
            "limits: {seconds: 5, memory: 512}",
            "limits: 5",
            "`limits` should be a mapping, not a whole number",
            "seconds",
        ),
        ("minutes: 5", "minutes: 5\nminutes: 6", "line 5: the key `minutes` stands twice", "Keep one"),
        ("seconds: 5", "seconds: 5, seconds: 6", "line 10: the key `seconds` stands twice", "Keep one"),
        ("Double a number", "Doubling: a start", "line 1: mapping values are not allowed", "double quotes"),
        ("kind:", "\tkind:", "line 2: found a tab character", "Indent with spaces"),
        ("[A book]", "[A book", "line 10:", "Correct the line"),
    ],
)
def test_a_bad_file_names_file_key_and_fix(tmp_path, old, new, problem, fix):
    write_exercise(tmp_path, old=old, new=new)
    text = refusal(tmp_path)
    assert text.startswith(f"{public(tmp_path)}/exercise.yaml: ")
    assert problem in text
    assert fix in text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file is empty"),
        ("# only a comment\n", "the file is empty"),
        ("- a\n- b\n", "the file should be a mapping, not a list"),
        ("a: 1\n---\nb: 2\n", "not valid YAML: line 2"),
        ("a: \x07\n", "not valid YAML"),
        ("[a]: 1\n", "not valid YAML: line 1: found unhashable key"),
    ],
)
def test_a_file_that_is_no_mapping(tmp_path, text, problem):
    write_exercise(tmp_path)
    write(public(tmp_path) / "exercise.yaml", text)
    assert problem in refusal(tmp_path)


def test_a_file_that_is_not_utf_8(tmp_path):
    write_exercise(tmp_path)
    (public(tmp_path) / "exercise.yaml").write_bytes("title: Größe".encode("latin-1"))
    assert "exercise.yaml: not UTF-8: byte 9 can't be read. Save the file as UTF-8." in refusal(tmp_path)


def test_a_folder_in_place_of_the_file(tmp_path):
    write_exercise(tmp_path)
    path = public(tmp_path) / "exercise.yaml"
    path.unlink()
    path.mkdir()
    assert "exercise.yaml: can't be read (Is a directory)" in refusal(tmp_path)


def test_a_byte_order_mark_and_windows_newlines_are_harmless(tmp_path):
    write_exercise(tmp_path)
    (public(tmp_path) / "exercise.yaml").write_bytes(b"\xef\xbb\xbf" + EXERCISE_YAML.replace("\n", "\r\n").encode())
    assert Bank(tmp_path).meta("double").title == "Double a number"


@pytest.mark.parametrize("name", ["exercise.yaml", "prompt.md", "stub.py", "checks.py"])
def test_a_missing_file_is_named(tmp_path, name):
    write_exercise(tmp_path)
    (public(tmp_path) / name).unlink()
    assert f"{public(tmp_path) / name}: the file is missing. Add it" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("slug", "topic", "problem"),
    [
        ("Double", "01_first", "`Double` is no name for an exercise"),
        ("2double", "01_first", "`2double` is no name for an exercise"),
        ("import", "01_first", "`import` is no name for an exercise"),
        ("double", "first", "`first` is no name for a topic"),
        ("double", "1_first", "`1_first` is no name for a topic"),
    ],
)
def test_a_folder_with_a_bad_name(tmp_path, slug, topic, problem):
    write_exercise(tmp_path, slug, topic)
    text = refusal(tmp_path, slug)
    assert problem in text
    assert "Rename" in text


def test_paths_below_the_working_directory_are_short(tmp_path, monkeypatch):
    write_exercise(tmp_path, old="minutes: 5", new="minutes: 0")
    monkeypatch.chdir(tmp_path)
    assert refusal(tmp_path).startswith("exercises/01_first/double/exercise.yaml: ")


def test_each_key_is_explained():
    """What a message says of a file's keys is complete."""
    fields = {*ExerciseFile.__struct_fields__, *(f"limits.{name}" for name in Limits.__struct_fields__)}
    assert set(KEYS.meaning) == fields
    assert set(MISTAKE_KEYS.meaning) == set(MistakeEntry.__struct_fields__)
    topics = {f"topics[].{name}" for name in TopicEntry.__struct_fields__}
    assert set(CURRICULUM_KEYS.meaning) == {*CurriculumFile.__struct_fields__, *topics}
