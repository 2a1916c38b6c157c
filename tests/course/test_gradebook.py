"""The gradebook, with grading between it and an engine: what is graded again, what stands, what survives."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from dlquiz.bank import Bank
from dlquiz.class_model import Assigned, Assignment, CourseLimits, GradedClass, HandedIn, Handout, Refused
from dlquiz.course.gradebook import Gradebook
from dlquiz.course.grading import Settings, Told, grade_class
from dlquiz.errors import GraderFault, UsageError
from dlquiz.model import Limits
from tests.course.toy import DOUBLE, RIGHT, WRONG, Toy, handed_in, handout
from tests.processes import eventually
from tests.support import write_bank

Grade = Callable[..., GradedClass]


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return Toy(write_bank(tmp_path / "bank", more="limits: {seconds: 5, memory: 512}\n"))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "grades.db"


@pytest.fixture
def grade(toy: Toy, book: Path) -> Grade:
    """grade(handout, assignment=DOUBLE, engine=toy, **settings): one run, in a gradebook opened for it."""

    def run(what: Handout, assignment: Assignment = DOUBLE, engine: Toy = toy, **settings: object) -> GradedClass:
        engine.graded.clear()
        with Gradebook(book) as gradebook:
            return grade_class(what, assignment, gradebook, engine, engine.bank, Settings(**settings))  # type: ignore[arg-type]

    return run


def scores(graded: GradedClass) -> dict[str, float | None]:
    return {mark.student: mark.score for mark in graded.marks}


CLASS = handout(handed_in("ann"), handed_in("bob", WRONG), students=("cy",))


def test_a_class_is_graded(grade: Grade, toy: Toy, book: Path) -> None:
    graded = grade(CLASS)
    assert scores(graded) == {"ann": 3, "bob": 2, "cy": 0}
    assert [mark.max_score for mark in graded.marks] == [3, 3, 3]
    assert graded.titles == {"double": "double"}
    assert graded.protection == ("files",)
    assert [student.name for student in graded.students] == ["Ann", "Bob", "Cy"]
    assert graded.faults == ()
    with Gradebook(book, writing=False) as read:
        assert replace(read.graded_class(), marks=()) == replace(graded, marks=())
        assert scores(read.graded_class()) == scores(graded)


def test_a_second_run_grades_only_what_changed(grade: Grade, toy: Toy) -> None:
    grade(CLASS)
    again = grade(CLASS)
    assert toy.graded == []
    assert scores(again) == {"ann": 3, "bob": 2, "cy": 0}
    assert [mark.result.cached for mark in again.marks if mark.result] == [True, True]
    graded = grade(handout(handed_in("ann"), handed_in("bob", b"# new\n" + RIGHT)))
    assert [job.source for job in toy.graded] == [b"# new\n" + RIGHT]
    assert [mark.result.cached for mark in graded.marks if mark.result] == [True, False]


@pytest.mark.parametrize("what", ["exercise", "torch", "device", "policy", "limits", "tolerances", "name"])
def test_each_part_of_the_key_leads_to_a_new_grading(grade: Grade, toy: Toy, tmp_path: Path, what: str) -> None:
    grade(CLASS)
    if what == "exercise":
        checks = tmp_path / "bank" / "exercises" / "00_start" / "double" / "checks.py"
        checks.write_text(checks.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
        toy.bank = Bank(tmp_path / "bank")
        grade(CLASS)
    elif what == "torch":
        toy.torch = "2.14.0"
        grade(CLASS)
    elif what == "device":
        grade(CLASS, device="cuda")
    elif what == "policy":
        grade(CLASS, replace(DOUBLE, seed_per_student=True))
    elif what == "limits":
        grade(CLASS, replace(DOUBLE, exercises=(Assigned("double", limits=CourseLimits(seconds=3)),)))
        assert toy.graded[-1].limits == Limits(3, 512)  # the exercise's own memory
    elif what == "tolerances":
        grade(CLASS, replace(DOUBLE, exercises=(Assigned("double", tolerances={"float32": 10}),)))
        assert toy.graded[-1].tolerances == {"float32": 10}
    else:
        grade(replace(CLASS, files=tuple(replace(f, filename="kim/double.py") for f in CLASS.files)))
    assert len(toy.graded) == 2


def test_the_time_to_pass_counts_from_an_attempt_that_is_not_graded(grade: Grade) -> None:
    tries = handout(
        handed_in("kim", WRONG, days=0), handed_in("kim", RIGHT, days=2, attempt=2), handed_in("lee", days=1)
    )
    assert [mark.took for mark in grade(tries).marks] == [2 * 86400, None]


def test_the_same_text_is_graded_once_but_with_seeds_of_their_own_once_each(grade: Grade, toy: Toy) -> None:
    same = handout(*(handed_in(name) for name in "abcde"))
    assert set(scores(grade(same)).values()) == {3}
    assert len(toy.graded) == 1
    grade(same, replace(DOUBLE, seed_per_student=True))
    assert len({job.seed for job in toy.graded}) == 5


def test_the_seed_is_secret_fresh_and_recorded(grade: Grade, toy: Toy) -> None:
    first = grade(CLASS)
    assert {job.seed for job in toy.graded} == {first.seed}
    second = grade(CLASS, regrade=True)
    assert {job.seed for job in toy.graded} == {second.seed}
    assert len(first.seed) == 32
    assert first.seed != second.seed
    [one] = {mark.result.report.seed for mark in second.marks if mark.result and mark.result.report}
    assert one == second.seed


def test_a_fault_is_never_scored_nor_kept_for_good(grade: Grade, toy: Toy) -> None:
    toy.breaks = (WRONG,)
    graded = grade(CLASS)
    assert scores(graded) == {"ann": 3, "bob": None, "cy": 0}
    [mark] = graded.faults
    assert mark.result is not None
    assert mark.result.fault == "the grader broke"
    toy.breaks = ()
    assert scores(grade(CLASS)) == {"ann": 3, "bob": 2, "cy": 0}
    assert [job.source for job in toy.graded] == [WRONG]


def test_a_regrade_that_breaks_off_leaves_no_old_score(grade: Grade, toy: Toy, book: Path) -> None:
    many = handout(*(handed_in(f"s{n}", RIGHT + b"#%d" % n) for n in range(6)))
    grade(many)
    toy.stops_after = 2
    with pytest.raises(KeyboardInterrupt):
        grade(many, regrade=True)
    with Gradebook(book, writing=False) as read:
        graded = read.graded_class()
    assert list(scores(graded).values()).count(None) == 4
    assert all(m.result and m.result.fault.startswith("not graded yet") for m in graded.faults)
    toy.stops_after = None
    assert None not in scores(grade(many)).values()
    assert len(toy.graded) == 4


def test_a_regrade_with_a_fault_leaves_no_old_score(grade: Grade, toy: Toy) -> None:
    grade(CLASS)
    toy.breaks = (RIGHT,)
    assert scores(grade(CLASS, regrade=True)) == {"ann": None, "bob": 2, "cy": 0}


def test_changes_say_who_what_before_after_and_why(toy: Toy, book: Path, tmp_path: Path) -> None:
    with Gradebook(book) as gradebook:
        grade_class(CLASS, DOUBLE, gradebook, toy, toy.bank)
        assert gradebook.changes() == []
    toy.breaks, toy.torch, toy.stops_after = (WRONG,), "2.14.0", 1
    toy.graded.clear()
    with Gradebook(book) as gradebook, pytest.raises(KeyboardInterrupt):
        grade_class(CLASS, DOUBLE, gradebook, toy, toy.bank, Settings(regrade=True))
    toy.stops_after = None
    newer = handout(handed_in("ann", b"# another text\n" + WRONG), *CLASS.files[1:])
    with Gradebook(book) as gradebook:
        grade_class(newer, DOUBLE, gradebook, toy, toy.bank)
        [change] = gradebook.changes()
    assert (change.student, change.exercise, change.why) == ("bob", "double", ("torch",))
    assert (change.before.verdict, change.before.points) == ("wrong_value", 2)
    assert change.after.verdict == "internal"


def test_files_of_other_exercises_are_left_out_and_refusals_kept(grade: Grade) -> None:
    other = replace(handed_in("ann"), slug="other")
    what = Handout(CLASS.students, (*CLASS.files, other), (Refused("cy", "cy.zip", "It is a bomb."),))
    graded = grade(what)
    assert len(graded.marks) == 3
    assert graded.refused == what.refused


def test_a_class_that_handed_in_nothing(grade: Grade) -> None:
    assert scores(grade(handout(students=("ann",)))) == {"ann": 0}
    assert grade(handout()).marks == ()


def test_a_file_of_nobody_makes_a_student(grade: Grade) -> None:
    assert scores(grade(Handout((), (handed_in("stranger"),)))) == {"stranger": 3}


def test_no_protection_no_grading(grade: Grade, toy: Toy) -> None:
    toy.lacking = ("“files” is not active: no Landlock",)
    with pytest.raises(UsageError, match=r"no Landlock.*--unprotected"):
        grade(CLASS)
    assert toy.graded == []
    grade(CLASS, unprotected=True)
    assert not any(job.demand_protection for job in toy.graded)
    toy.lacking = ()
    grade(CLASS, regrade=True)
    assert all(job.demand_protection for job in toy.graded)


def test_another_bank_on_a_worker_is_a_fault_not_a_mark(grade: Grade, toy: Toy, tmp_path: Path) -> None:
    there = write_bank(tmp_path / "there", solution="def double(x):\n    return x * 2\n")
    here, toy.bank = toy.bank, Bank(there)
    with pytest.raises(GraderFault, match="another bank"), Gradebook(tmp_path / "g.db") as gradebook:
        grade_class(CLASS, DOUBLE, gradebook, toy, here)


def test_an_unknown_exercise_is_told_before_anything_begins(grade: Grade, toy: Toy) -> None:
    with pytest.raises(UsageError, match="Nearest: double"):
        grade(CLASS, Assignment((Assigned("doubel"),)))


def test_progress_is_told_for_each(toy: Toy, book: Path) -> None:
    told: list[Told] = []
    with Gradebook(book) as gradebook:
        grade_class(CLASS, DOUBLE, gradebook, toy, toy.bank, tell=told.append)
    assert [(step.done, step.total) for step in told] == [(0, 2), (1, 2), (2, 2)]


# ---- the file


def test_other_files_are_refused_and_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("My notes. " * 1000, encoding="utf-8")
    other = tmp_path / "progress.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE attempts (id)")
    db.close()
    for file in (text, other, tmp_path):
        before = file.read_bytes() if file.is_file() else b""
        with pytest.raises(UsageError, match="--gradebook"):
            Gradebook(file)
        assert (file.read_bytes() if file.is_file() else b"") == before
    with pytest.raises(UsageError, match="makes one"):
        Gradebook(tmp_path / "none.db", writing=False)
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(UsageError, match="can't be opened"):
        Gradebook(tmp_path / "no" / "folder" / "grades.db")


def test_an_empty_gradebook_says_so(book: Path) -> None:
    with Gradebook(book) as empty, pytest.raises(UsageError, match="dlquiz grade"):
        empty.graded_class()


def test_one_writer_and_any_readers(book: Path, toy: Toy, grade: Grade) -> None:
    grade(CLASS)
    with Gradebook(book):
        with pytest.raises(UsageError, match="another `dlquiz grade`"):
            Gradebook(book)
        with Gradebook(book, writing=False) as read:
            assert len(read.graded_class().marks) == 3


def test_a_gradebook_of_another_version_is_refused(book: Path) -> None:
    Gradebook(book).__exit__(None, None, None)
    db = sqlite3.connect(book)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(UsageError, match="another dlquiz"):
        Gradebook(book)


def test_a_full_disk_is_one_sentence_and_keeps_what_was_graded(toy: Toy, book: Path) -> None:
    many = handout(*(handed_in(f"s{n}", RIGHT + os.urandom(2000).hex().encode()) for n in range(9)))
    done = 0

    def fill(told: Told) -> None:
        nonlocal done
        done = told.done
        if done == 3:
            (pages,) = gradebook._db.execute("PRAGMA page_count").fetchone()
            gradebook._db.execute(f"PRAGMA max_page_count = {pages}")

    with Gradebook(book) as gradebook, pytest.raises(UsageError, match=r"can't be written.*disk is full.*make room"):
        grade_class(many, DOUBLE, gradebook, toy, toy.bank, tell=fill)
    with Gradebook(book, writing=False) as read:
        graded = read.graded_class()
    assert done >= 3
    assert sum(score is not None for score in scores(graded).values()) == done
    with Gradebook(book) as gradebook:
        assert set(scores(grade_class(many, DOUBLE, gradebook, toy, toy.bank)).values()) == {2}


KILLED = """
import sys
from pathlib import Path
from dlquiz.course.gradebook import Gradebook
from dlquiz.course.grading import Settings, grade_class
from tests.course.toy import DOUBLE, RIGHT, Toy, handed_in, handout

toy = Toy(Path(sys.argv[1]))
many = handout(*(handed_in(f"s{n}", RIGHT + b"#%d" % n) for n in range(5000)))
with Gradebook(Path(sys.argv[2])) as gradebook:
    grade_class(many, DOUBLE, gradebook, toy, toy.bank, tell=lambda told: print(told.done, flush=True))
"""


def test_kill_9_loses_nothing_finished(toy: Toy, book: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    with told.open("w") as out:
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(toy.bank.root), str(book)], stdout=out)
        assert eventually(lambda: told.read_text().count("\n") > 50, 60)
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = max(int(line) for line in told.read_text().splitlines(keepends=True) if line.endswith("\n"))
    with Gradebook(book, writing=False) as read:
        graded = read.graded_class()
    kept = sum(score is not None for score in scores(graded).values())
    assert done <= kept < 5000
    assert kept <= done + 1
    with Gradebook(book) as gradebook:
        assert gradebook.ungraded() == 5000 - kept


def test_the_text_of_each_submission_is_kept_once(book: Path, grade: Grade) -> None:
    files: list[HandedIn] = [handed_in(f"s{n}") for n in range(5)]
    grade(handout(*files))
    db = sqlite3.connect(book)
    assert db.execute("SELECT source FROM sources").fetchall() == [(RIGHT,)]
    db.close()
