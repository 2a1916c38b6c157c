"""`reveal` in a whole installation: one exercise or several, with a class and without."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import RIGHT, WRONG, Place

MISTAKES = """
tripled: {says: It is three times as large., change: [["2 * x", "3 * x"]]}
halved: {says: It is half of it., change: [["2 * x", "x / 2"]]}
"""
CLASS = {"ada": RIGHT, "bob": WRONG, "eve": WRONG, "kim": "def double(x):\n    return x + 1\n"}


@pytest.fixture
def teaching(place: Place) -> Place:
    """The bank with two known mistakes, and what a class handed in."""
    folder = place.bank / "solutions" / "00_start" / "double"
    (folder / "mistakes.yaml").write_text(MISTAKES, encoding="utf-8")
    (folder / "alternatives" / "added.py").write_text(RIGHT, encoding="utf-8")
    for student, source in CLASS.items():
        (place.folder / "submissions" / student).mkdir(parents=True)
        (place.folder / "submissions" / student / "double.py").write_text(source, encoding="utf-8")
    return place


def test_a_page_and_a_screen_with_what_the_class_did(teaching: Place) -> None:
    assert teaching.run("grade", "submissions").returncode == 0
    value = teaching.json("reveal", "double", "--gradebook", "grades.db", "--html", "page.html")
    [shown] = value["exercises"]
    assert value["html"] == "page.html"
    assert shown["figures"] == {"title": "", "students": 4, "handed_in": 4, "passed": 1}
    assert [(one["ids"], one["students"]) for one in shown["mistakes"]] == [(["tripled"], 2), (["halved"], 0)]
    assert list(shown["alternatives"]) == ["added"]
    page = (teaching.folder / "page.html").read_text(encoding="utf-8")
    said = teaching.run("reveal", "double", "--gradebook", "grades.db").stdout
    for text in (page, said):
        assert "It is three times as large." in text and "2 students" in text
        assert not re.search(r"\b(ada|bob|eve|kim)\b", text)  # it is projected
    named = teaching.run("reveal", "double", "--gradebook", "grades.db", "--names").stdout
    assert "bob, eve" in named and "ada" not in named


def test_several_without_a_class(teaching: Place) -> None:
    value = teaching.json("reveal", "double", "again", "double")
    assert [one["slug"] for one in value["exercises"]] == ["double", "again"]
    assert value["exercises"][0]["figures"] is None
    done = teaching.run("reveal", "double", "again")
    assert "The reference: double" in done.stdout and "The reference: again" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dubble"], "Nearest: double"),
        ([], "SLUG"),
        (["double", "--names"], "--gradebook grades.db"),
        (["double", "--gradebook", "nowhere.db"], "there is no gradebook nowhere.db"),
        (["double", "--gradebook", "a.db", "--html", "a.db"], "Give the page another name"),
        (["double", "--html", "submissions"], "submissions can't be written"),
    ],
)
def test_what_can_not_be_done_is_one_sentence(teaching: Place, arguments: list[str], words: str) -> None:
    before = sorted(path.name for path in teaching.folder.iterdir())
    done = teaching.run("reveal", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr and done.stderr.count("\n") == 1
    assert sorted(path.name for path in teaching.folder.iterdir()) == before


def test_an_exercise_that_the_class_did_not_have(teaching: Place) -> None:
    assert teaching.run("grade", "submissions").returncode == 0
    done = teaching.run("reveal", "again", "--gradebook", "grades.db")
    assert done.returncode == 2
    assert "has no exercise again. It has: double" in done.stderr


def test_a_page_is_written_whole_or_not_at_all(teaching: Place) -> None:
    page = Path(teaching.folder, "page.html")
    page.write_text("before", encoding="utf-8")
    (teaching.bank / "solutions" / "00_start" / "again" / "notes.md").unlink()
    done = teaching.run("reveal", "double", "again", "--html", "page.html", "--json")
    assert done.returncode == 2 and "notes.md" in json.loads(done.stdout)["error"]
    assert page.read_text(encoding="utf-8") == "before"
