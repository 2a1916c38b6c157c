"""`dlquiz grade`, run as an instructor runs it, on a tiny bank."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, RIGHT, WRONG, Place
from tests.processes import eventually, family
from tests.support import write_bank

MISTAKES = 'thrice: {says: It is thrice., change: [["2 * x", "3 * x"]]}'


@pytest.fixture
def course(place: Place) -> Place:
    """Three students: ann is right, bob is wrong, cy's file is not UTF-8."""
    write_bank(place.bank, mistakes=MISTAKES)
    hand_in(place, "ann", RIGHT.encode())
    hand_in(place, "bob", WRONG.encode())
    hand_in(place, "cy", b"\xff\xfe")
    return place


def hand_in(place: Place, student: str, source: bytes, slug: str = "double") -> Path:
    file = place.folder / "submissions" / student / f"{slug}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(source)
    return file


def scores(place: Place, *options: str) -> dict[str, float | None]:
    return {student["id"]: student["score"] for student in place.json("grade", "submissions", *options)["students"]}


def test_a_class_on_the_screen(course: Place) -> None:
    done = course.run("grade", "submissions", "--students")
    assert done.returncode == 0, done.stderr
    words = " ".join(done.stdout.split())
    assert "3 students × 1 exercise" in words
    assert "double 3 33 % 0/3 thrice (1)" in words
    assert "cy (double can't be imported)" in words
    assert "ann 3 3/3 bob 0 0/3 cy 0 0/3" in words
    assert "dlquiz report grades.db" in words
    assert "Grading: 3/3" in done.stderr
    assert all(len(line) < 80 for line in done.stdout.splitlines())


def test_json_is_one_object_and_a_second_run_grades_nothing(course: Place) -> None:
    first = course.json("grade", "submissions")
    assert first["graded_now"] == 3
    assert first["changes"] == []
    second = course.json("grade", "submissions")
    assert second["graded_now"] == 0
    assert [s["score"] for s in second["students"]] == [s["score"] for s in first["students"]] == [3, 0, 0]
    hand_in(course, "bob", RIGHT.encode() + b"# now right\n")
    third = course.json("grade", "submissions")
    assert third["graded_now"] == 1
    assert [s["score"] for s in third["students"]] == [3, 3, 0]


def test_a_regrade_shows_what_changes(course: Place) -> None:
    course.run("grade", "submissions")
    solution = course.bank / "solutions" / "00_start" / "double" / "solution.py"
    solution.write_text("def double(x):\n    return 3 * x\n", encoding="utf-8")
    mistakes = solution.with_name("mistakes.yaml")
    mistakes.write_text("{}", encoding="utf-8")
    done = course.run("grade", "submissions", "--regrade")
    words = " ".join(done.stdout.split())
    assert "2 results differ" in words
    assert "ann, double: 3/3 passed → 0/3 wrong_value (the exercise or its rules)" in words
    assert "bob, double: 0/3 wrong_value → 3/3 passed (the exercise or its rules)" in words


def test_a_course_a_roster_and_a_choice(course: Place) -> None:
    (course.folder / "course.yaml").write_text(
        "exercises: [{slug: double, points: 10}, again]\nkeep: best\n", encoding="utf-8"
    )
    (course.folder / "roster.csv").write_text("id,name,email\nann,Ann A,\ndan,Dan D,\n", encoding="utf-8")
    assert scores(course, "--roster", "roster.csv") == {"ann": 10, "bob": 0, "cy": 0, "dan": 0}
    assert scores(course, "--exercises", "again") == {"ann": 0, "bob": 0, "cy": 0}
    done = course.run("grade", "submissions", "--exercises", "gone")
    assert done.returncode == 2
    assert "course.yaml" in done.stderr
    (course.folder / "course.yaml").unlink()
    assert scores(course, "--exercises", "double") == {"ann": 3, "bob": 0, "cy": 0}
    done = course.run("grade", "submissions", "--exercises", "doubel")
    assert done.returncode == 2
    assert "Nearest: double" in done.stderr


def test_a_fault_of_the_grader_is_exit_code_3_and_no_score(course: Place) -> None:
    checks = course.bank / "exercises" / "00_start" / "double" / "checks.py"
    text = checks.read_text(encoding="utf-8")
    checks.write_text(text + "\n@check('broken')\ndef broken(impl, ref, draw):\n    1 / 0\n", encoding="utf-8")
    done = course.run("grade", "submissions")
    assert done.returncode == 3
    assert "marks are open: the grader broke" in done.stdout
    assert scores(course)["ann"] is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "nowhere"),
        (["submissions", "--gradebook", "submissions"], "can't be opened"),
        (["submissions", "--gradebook", "submissions/ann/double.py"], "not a database"),
        (["submissions", "--course", "none.yaml"], "none.yaml"),
        (["submissions", "--csv", "grades.db"], "the gradebook"),
        (["submissions", "--jobs", "0"], "--jobs"),
        pytest.param(["submissions", "--cluster", "tcp://127.0.0.1:1"], "no Dask scheduler", marks=pytest.mark.slow),
    ],
)
def test_what_can_not_be_used_is_one_sentence(course: Place, arguments: list[str], says: str) -> None:
    before = (course.folder / "submissions" / "ann" / "double.py").read_bytes()
    done = course.run("grade", *arguments)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert (course.folder / "submissions" / "ann" / "double.py").read_bytes() == before


def test_ctrl_c_tells_what_is_done_and_how_to_go_on(course: Place) -> None:
    for n in range(60):
        hand_in(course, f"s{n:02}", RIGHT.encode() + b"# %d\n" % n)
    process = start(course, "--regrade")
    assert eventually(lambda: stored(course) >= 5, 60)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "submissions are graded and stored in grades.db" in told
    assert "Go on: dlquiz grade submissions\n" in told
    assert "Traceback" not in told
    done = stored(course)
    assert course.json("grade", "submissions")["graded_now"] <= 63 - done


def test_kill_9_loses_nothing_finished_and_leaves_nothing_running(course: Place) -> None:
    for n in range(60):
        hand_in(course, f"s{n:02}", RIGHT.encode() + b"# %d\n" % n)
    process = start(course)
    assert eventually(lambda: stored(course) >= 5, 60)
    own = family(process.pid)
    process.kill()
    process.communicate()
    done = stored(course)
    assert eventually(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in own))
    again = course.json("grade", "submissions")
    assert again["graded_now"] == 63 - done
    assert {student["score"] for student in again["students"] if student["id"].startswith("s")} == {3}


def start(place: Place, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PROGRAM, "grade", "submissions", *options],
        cwd=place.folder,
        env=place.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stored(place: Place) -> int:
    """How many results are in the gradebook."""
    import sqlite3

    book = place.folder / "grades.db"
    if not book.exists():
        return 0
    db = sqlite3.connect(f"file:{book}?mode=ro", uri=True)
    try:
        (count,) = db.execute("SELECT COUNT(*) FROM results").fetchone()
        return int(count)
    except sqlite3.OperationalError:  # not made yet
        return 0
    finally:
        db.close()
