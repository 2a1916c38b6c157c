"""The screen of a graded class: who, what and how many; names that try to be more than names."""

from datetime import UTC, datetime

from rich.cells import cell_len
from view_screens import drawn

from dlquiz.class_model import Assigned, Assignment, GradedClass, HandedIn, Mark, Refused, Result, Student
from dlquiz.model import CheckResult, Diagnosis, Report, Verdict
from dlquiz.view.class_table import LISTED, NAMED, ChangeRow, ClassFacts, class_view

HOSTILE = "\x1b[31m[bold]kim[/]"


def mark(student: str, verdict: Verdict = Verdict.PASSED, *, fault: str = "", mistake: str = "") -> Mark:
    file = HandedIn(student, "softmax", b"", "softmax.py")
    if fault:
        return Mark(student, "softmax", None, 10, Result(file, fault=fault))
    diagnosis = Diagnosis("mistake", (mistake,), "It is wrong.") if mistake else None
    points = 10.0 if verdict is Verdict.PASSED else 0.0
    check = CheckResult("values", verdict, points, 10, diagnosis=diagnosis)
    report = Report("softmax", "v", verdict, points, 10, (check,), {}, "seed", 0.1)
    return Mark(student, "softmax", points, 10, Result(file, report))


def graded(*marks: Mark, refused: tuple[Refused, ...] = ()) -> GradedClass:
    students = tuple(Student(one.student, one.student.title()) for one in marks)
    assignment = Assignment((Assigned("softmax"),), title="Week 3")
    when = datetime(2026, 3, 1, tzinfo=UTC)
    return GradedClass(assignment, students, marks, refused, when, 2.0, ("files",), "8f3a" * 8, {"softmax": "Softmax"})


CLASS = graded(
    mark("ann"),
    mark("bob", Verdict.WRONG_VALUE, mistake="no_max_subtraction"),
    mark(HOSTILE, Verdict.TIMED_OUT),
    mark("eve", fault="the judge died"),
    refused=(Refused("zoe", "zoe.zip", "It holds 20000 files."),),
)
FACTS = ClassFacts(
    "grades.db", 4, (ChangeRow("ann", "softmax", "7/10 wrong_value", "10/10 passed", "torch"),), ("x.txt",)
)


def test_it_says_what_an_instructor_asks() -> None:
    words = " ".join(drawn(class_view(CLASS, FACTS)).split())
    for said in (
        "Week 3: 4 students × 1 exercise · sandbox: files · seed 8f3a8f3a…",
        "softmax 4 25 % 0/10 no max subtraction (1)",
        "2 students need a look: zoe (zoe.zip: It holds 20000 files.)",
        "softmax timed out",
        "1 result differs: │ ann, softmax: 7/10 wrong_value → 10/10 passed (torch)",
        "1 mark is open: the grader broke: │ eve, softmax: the judge died",
        "1 file belongs to no exercise: │ x.txt",
        "4 submissions graded in 2.0 s · 1 grader fault · gradebook grades.db · report: dlquiz report grades.db",
    ):
        assert said in words, said


def test_a_line_a_student_on_demand() -> None:
    assert "Ann" not in drawn(class_view(CLASS, FACTS))
    lines = drawn(class_view(CLASS, FACTS, students=True)).splitlines()
    assert any(line.split() == ["ann", "Ann", "10", "10/10"] for line in lines)
    assert any(line.split() == ["eve", "Eve", "?", "?/10"] for line in lines)


def test_names_are_text_and_lines_fit() -> None:
    for width in (40, 60, 80, 100):
        text = drawn(class_view(CLASS, FACTS, students=True), width)
        assert "\x1b" not in text
        assert "[bold]" in text.replace("\n", "").replace(" ", "")
        assert all(cell_len(line) < width for line in text.splitlines())


def test_long_lists_are_cut_and_counted() -> None:
    many = graded(*(mark(f"s{n}", fault="broke") if n % 2 else mark(f"s{n}", Verdict.CRASHED) for n in range(100)))
    text = " ".join(drawn(class_view(many, FACTS)).split())
    assert f"and {50 - NAMED} more" in text
    assert f"{50 - LISTED + 1} more lines" in text
    assert "50 grader faults" in text


def test_an_empty_class() -> None:
    text = drawn(class_view(graded(), ClassFacts("grades.db", 0)))
    assert "0 students × 1 exercise" in text
