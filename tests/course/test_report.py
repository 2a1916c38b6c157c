"""`dlquiz report`: from a gradebook to files, and never over the gradebook."""

import csv
from pathlib import Path

import pytest

from dlquiz.class_model import Handout
from dlquiz.course.gradebook import Gradebook
from dlquiz.course.key import About
from tests.cli.conftest import Place, place  # noqa: F401
from tests.course.classes import EXPECTED, SEED, a_class


@pytest.fixture
def graded(place: Place) -> Place:  # noqa: F811
    """A folder with the gradebook of the class."""
    whole = a_class()
    versions = {assigned.slug: "v1" for assigned in whole.assignment.exercises}
    points = dict.fromkeys(versions, 10.0)
    about = About(whole.assignment, whole.titles, versions, points, ("Landlock",), "2.13", "cpu")
    results = [mark.result for mark in whole.marks if mark.result]
    with Gradebook(place.folder / "grades.db") as book:
        files = tuple(result.handed_in for result in results)
        book.begin(Handout(whole.students, files, whole.refused), about, SEED, regrade=False)
        for result in results:
            if result.report:
                book.store(about.key(result.handed_in), result.report)
        book.finish(1.0, whole=True)
    return place


def test_it_writes_everything(graded: Place) -> None:
    wanted = ["--students", "pages", "--csv", "a.csv", "--csv-long", "b.csv", "--junit", "c.xml", "--markdown", "d.md"]
    done = graded.run("report", *wanted, "--gradescope", "e")
    assert done.returncode == 0, done.stderr
    assert "grades.html" in done.stdout
    assert "Misconceptions" in (graded.folder / "grades.html").read_text(encoding="utf-8")
    assert len(list((graded.folder / "pages").iterdir())) == 6
    assert EXPECTED not in (graded.folder / "pages" / "bob.html").read_text(encoding="utf-8")
    with (graded.folder / "a.csv").open(encoding="utf-8", newline="") as file:
        assert {row["id"] for row in csv.DictReader(file)} == {"ada", "bob", "../../eve", "kim", "lee", "zoe"}
    for name in ("b.csv", "c.xml", "d.md", "e"):
        assert (graded.folder / name).exists()


def test_json_says_what_was_written(graded: Place) -> None:
    said = graded.json("report", "--out", "r.html")
    assert said["students"] == 6
    assert said["files"] == {"report": "r.html"}
    assert (graded.folder / "r.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--out", "grades.db"], "the gradebook"),
        (["--csv", "./grades.db"], "the gradebook"),
        (["--csv", "x", "--markdown", "x"], "Give each another name"),
        (["--csv", "."], "can't be written"),
    ],
)
def test_no_file_takes_the_place_of_another(graded: Place, arguments: list[str], words: str) -> None:
    before = (graded.folder / "grades.db").read_bytes()
    done = graded.run("report", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert (graded.folder / "grades.db").read_bytes() == before


@pytest.mark.parametrize("content", [None, b"", b"not a database", b"SQLite format 3\x00" + bytes(200)])
def test_what_is_no_gradebook_is_told_and_left(place: Place, content: bytes | None) -> None:  # noqa: F811
    book: Path = place.folder / "grades.db"
    if content is not None:
        book.write_bytes(content)
    done = place.run("report")
    assert done.returncode == 2
    assert "gradebook" in done.stderr and "Traceback" not in done.stderr
    assert [path.name for path in place.folder.iterdir()] == ([] if content is None else ["grades.db"])
    assert content is None or book.read_bytes() == content
