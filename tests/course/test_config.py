"""course.yaml: read whole; each kind of bad file names the file, the key and the fix."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dlquiz.class_model import Assigned, Assignment, CourseLimits, HandedIn, Handout, LatePolicy
from dlquiz.course.config import KEYS, CourseFile, ExerciseEntry, assignment_of, read_course
from dlquiz.errors import DlquizError, UsageError
from dlquiz.model import ExerciseMeta, Limits
from tests.course.class_builder import SLUGS

COURSE = """\
title: Homework 3
exercises:
  - softmax
  - slug: dropout
    points: 20
    limits: {seconds: 20, memory: 4096}
    tolerances: {float64: 5}
due: 2026-11-20T23:59:00+09:00
late: {percent: 10, most: 50, days: 5}
keep: best
tolerances: {float32: 10, float64: 2}
commit_times: true
seed_per_student: true
"""


def course(folder: Path, old: str = "", new: str = "") -> Assignment:
    assert old in COURSE
    path = folder / "course.yaml"
    path.write_text(COURSE.replace(old, new, 1) if old else COURSE, "utf-8")
    return read_course(path, SLUGS)


def test_a_whole_file_is_read(tmp_path):
    assert course(tmp_path) == Assignment(
        (
            Assigned("softmax", tolerances={"float32": 10, "float64": 2}),
            Assigned("dropout", 20, CourseLimits(20, 4096), {"float32": 10, "float64": 5}),
        ),
        "Homework 3",
        datetime(2026, 11, 20, 14, 59, tzinfo=UTC),
        LatePolicy(10, 50, 5),
        "best",
        True,
        True,
    )


def test_an_exercise_may_be_compared_as_usual_again(tmp_path):
    first, second = course(tmp_path, "{float64: 5}", "{float64: 1, float32: 1}").exercises
    assert (first.tolerances, second.tolerances) == ({"float32": 10, "float64": 2}, {})


def test_a_limit_that_is_not_named_is_left_to_the_exercise(tmp_path):
    assert course(tmp_path, "{seconds: 20, memory: 4096}", "{seconds: 20}").exercises[1].limits == CourseLimits(20)


@pytest.mark.parametrize("due", ["2026-11-20 23:59:00 +09:00", '"2026-11-20T23:59:00+09:00"', "2026-11-20T14:59:00Z"])
def test_a_time_may_be_written_in_other_ways(tmp_path, due):
    assert course(tmp_path, "2026-11-20T23:59:00+09:00", due).due == datetime(2026, 11, 20, 14, 59, tzinfo=UTC)


def test_a_list_of_names_is_enough(tmp_path):
    path = tmp_path / "course.yaml"
    path.write_text("exercises: [max_pool, softmax]\n")
    assert read_course(path, SLUGS) == Assignment((Assigned("max_pool"), Assigned("softmax")))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (COURSE, "", "the file is empty. `exercises` holds a list of exercises"),
        (COURSE, "title: x", "the key `exercises` is missing. `exercises` holds a list of exercises"),
        (COURSE, "exercises: []", "`exercises` is empty"),
        (COURSE, "exercises: softmax", "`exercises` should be a list, not text"),
        (COURSE, "- softmax", "the file should be a mapping, not a list"),
        ("title:", "titel:", "unknown key `titel`. Did you mean `title`?"),
        ("  - softmax", "  - softmx", 'no exercise "softmx". Nearest: softmax. All: dlquiz list'),
        ("  - softmax", "  - dropout", "`exercises[1]` names `dropout` a second time"),
        ("  - softmax", "  - 5", "`exercises[0]` should be text or a mapping, not a whole number"),
        ("slug: dropout", "slog: dropout", "unknown key `exercises[1].slog`. Did you mean `slug`?"),
        ("points: 20", "points: 0", "`exercises[1].points` is 0. `exercises[1].points` holds what a pass is worth"),
        ("points: 20", "points: .nan", "`exercises[1].points` is nan"),
        ("points: 20", "points: many", "`exercises[1].points` should be a number or nothing, not text"),
        ("seconds: 20", "seconds: -1", "`exercises[1].limits.seconds` is -1"),
        ("memory: 4096", "memory: 0", "`exercises[1].limits.memory` is 0"),
        ("memory: 4096", "disk: 1", "unknown key `exercises[1].limits.disk`"),
        ("memory: 4096", "files: 1", "unknown key `exercises[1].limits.files`"),
        ("{float32: 10, float64: 2}", "10", "`tolerances` should be a mapping, not a whole number"),
        ("{float32: 10, float64: 2}", "{float32: wide}", "`tolerances"),
        ("{float32: 10, float64: 2}", "{float8: 10}", "`tolerances` names `float8`, which is none of float64, float32"),
        (
            "{float32: 10, float64: 2}",
            "{float64: 51}",
            "`tolerances` has 51 for `float64`. `tolerances` holds by dtype,",
        ),
        ("{float32: 10, float64: 2}", "{float32: 0.1}", "`tolerances` has 0.1 for `float32`"),
        ("{float32: 10, float64: 2}", "{float32: .nan}", "`tolerances` has nan for `float32`"),
        (
            "{float32: 10, float64: 2}",
            "{bfloat16: 3}",
            "from 1 to 50 in float64, 1000 in float32, 10 in float16, 2 in bf",
        ),
        ("{float64: 5}", "{float64: .inf}", "`exercises[1].tolerances` has inf for `float64`"),
        ("T23:59:00+09:00", "T23:59:00", "`due` has no time zone (2026-11-20 23:59:00). `due` holds a day and a time"),
        ("2026-11-20T23:59:00+09:00", "2026-11-20", "`due` "),
        ("2026-11-20T23:59:00+09:00", "tomorrow", "`due`"),
        ("percent: 10", "percent: 101", "`late.percent` is 101. `late.percent` holds what each day begun costs"),
        ("most: 50", "most: -1", "`late.most` is -1"),
        ("days: 5", "days: 0", "`late.days` is 0"),
        ("keep: best", "keep: first", "`keep`: unknown value 'first'. `keep` holds which of several attempts"),
        ("commit_times: true", "commit_times: git", "`commit_times` should be true or false"),
        ("seed_per_student: true", "seed_per_student: 3", "`seed_per_student` should be true or false"),
        ("keep: best", "keep: [", "not valid YAML: line 12"),
        ("keep: best", "title: again", "the key `title` stands twice"),
    ],
)
def test_each_kind_of_bad_file_is_told(tmp_path, old, new, told):
    with pytest.raises(DlquizError) as caught:
        course(tmp_path, old, new)
    text = str(caught.value)
    assert told in text and "course.yaml" in text
    assert "exercises/README" not in text


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_is_not_there_is_told(tmp_path, name):
    with pytest.raises(UsageError, match=r"is not there, or no file\. Name a course\.yaml"):
        read_course(tmp_path / name, SLUGS)


def test_every_key_is_explained():
    for kind, prefix in ((CourseFile, ""), (ExerciseEntry, "exercises[]."), (LatePolicy, "late.")):
        for field in kind.__struct_fields__:
            assert f"{prefix}{field}" in KEYS.meaning


def meta(slug: str) -> ExerciseMeta:
    return ExerciseMeta(slug, "01_x", "", slug, "implement", 1, 5, (slug,), (), (), (), (), Limits())


def test_without_a_file_it_is_what_anyone_handed_in_in_order():
    handout = Handout((), [HandedIn("kim", "dropout", b"", "d.py"), HandedIn("lee", "softmax", b"", "s.py")])
    metas = [meta(slug) for slug in ("softmax", "max_pool", "dropout")]
    assert assignment_of(handout, metas) == Assignment((Assigned("softmax"), Assigned("dropout")))
    with pytest.raises(UsageError, match="nothing was handed in for any exercise"):
        assignment_of(handout, [meta("max_pool")])
