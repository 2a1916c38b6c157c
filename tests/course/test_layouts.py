"""The layouts that instructors have: each gives the same students and the same sources."""

import os
from datetime import UTC, datetime

import pytest

from dlquiz.course.handing_in import read_handout
from dlquiz.errors import UsageError
from tests.course.class_builder import SLUGS, SOURCE, only, put, reasons, who_what, zipped

KIM_AND_LEE = [("kim", "dropout"), ("kim", "softmax"), ("lee", "softmax")]


@pytest.mark.parametrize(
    "files",
    [
        {"kim/softmax.py": SOURCE, "kim/dropout.py": SOURCE, "lee/softmax.py": SOURCE},
        {
            "kim/10_attention/softmax.py": SOURCE,
            "kim/05_generalization/dropout.py": SOURCE,
            "lee/a/b/softmax.py": SOURCE,
        },
        {"kim.zip": zipped({"softmax.py": SOURCE, "x/dropout.py": SOURCE}), "lee.ZIP": zipped({"softmax.py": SOURCE})},
        {"kim/hw.zip": zipped({"softmax.py": SOURCE}), "kim/dropout.py": SOURCE, "lee/softmax.py": SOURCE},
        {"kim_softmax.py": SOURCE, "kim-dropout.py": SOURCE, "lee_softmax.py": SOURCE},
        {
            "kim/practice/softmax.py": SOURCE,
            "kim/.git/HEAD": "x",
            "kim/Dropout.py": SOURCE,
            "lee/softmax (1).py": SOURCE,
        },
        {"kim/softmax.py": SOURCE, "kim.zip": zipped({"w\\dropout.py": SOURCE}), "lee/softmax - Copy.py": SOURCE},
    ],
)
def test_students_and_exercises_are_found_in_every_layout(tmp_path, files):
    handout = read_handout(put(tmp_path, files), SLUGS)
    assert who_what(handout) == KIM_AND_LEE
    assert [student.id for student in handout.students] == ["kim", "lee"]
    assert {item.source for item in handout.files} == {SOURCE.encode()}
    assert not handout.refused and not handout.ignored


def test_a_zip_of_the_whole_class_is_read_without_unpacking(tmp_path):
    inner = zipped({"softmax.py": SOURCE})
    files = {"kim/softmax.py": SOURCE, "kim/dropout.py": SOURCE, "lee/hw.zip": inner, "__MACOSX/kim/._softmax.py": "x"}
    put(tmp_path, {"class.zip": zipped(files)})
    assert who_what(read_handout(tmp_path / "class.zip", SLUGS)) == KIM_AND_LEE
    packed_folder = {f"class/{name}": content for name, content in files.items() if name[0] != "_"}
    put(tmp_path, {"class.zip": zipped(packed_folder)})
    assert who_what(read_handout(tmp_path / "class.zip", SLUGS)) == KIM_AND_LEE


@pytest.mark.parametrize("packed", [False, True])
def test_canvas_tells_id_name_and_lateness(tmp_path, packed):
    files = {
        "doejane_123_900_softmax.py": SOURCE,
        "doejane_123_901_max-pool-1.py": SOURCE,
        "leeo_LATE_77_950_softmax-2.py": SOURCE,
        "LATE_anon_x1y2z_960_softmax.py": SOURCE,
        "parkb_8_970_hw.zip": zipped({"dropout.py": SOURCE}),
    }
    place = put(tmp_path, {"s.zip": zipped(files)}) / "s.zip" if packed else put(tmp_path, files)
    handout = read_handout(place, SLUGS)
    assert who_what(handout) == [
        ("8", "dropout"),
        ("77", "softmax"),
        ("123", "max_pool"),
        ("123", "softmax"),
        ("anon_x1y2z", "softmax"),
    ]
    assert {student.id: student.name for student in handout.students}["123"] == "doejane"
    assert [item.late for item in handout.files] == [False, True, False, False, True]
    assert {item.submitted for item in handout.files} == {None}  # those are the times of the download
    assert "max-pool-1.py" in {item.filename for item in handout.files}


def test_moodle_folders_and_flat_files(tmp_path):
    put(
        tmp_path,
        {
            "Jane Doe_501_assignsubmission_file_/softmax.py": SOURCE,
            "Jane Doe_501_assignsubmission_file_/hw.zip": zipped({"dropout.py": SOURCE}),
            "Ömer Ünal_502_assignsubmission_file_softmax.py": SOURCE,
            "Participant_503_assignsubmission_file/softmax.py": SOURCE,
        },
    )
    handout = read_handout(tmp_path, SLUGS)
    assert [(s.id, s.name) for s in handout.students] == [("501", "Jane Doe"), ("502", "Ömer Ünal"), ("503", "")]
    assert who_what(handout) == [("501", "dropout"), ("501", "softmax"), ("502", "softmax"), ("503", "softmax")]
    assert {item.submitted for item in handout.files} == {None}


def test_the_student_s_part_of_a_name_never_says_who_it_is(tmp_path):
    """A file that lee calls like kim's stays lee's."""
    put(
        tmp_path,
        {
            "leeo_77_950_doejane_123_900_softmax.py": SOURCE,
            "Lee O_78_assignsubmission_file_Jane_123_assignsubmission_file_softmax.py": SOURCE,
            "lee/kim_softmax.py": SOURCE,
        },
    )
    handout = read_handout(tmp_path, SLUGS)
    assert [student.id for student in handout.students] == ["77", "78", "lee"]
    assert who_what(handout) == []
    assert len(handout.ignored) == 3


def test_other_files_are_told_and_programs_files_are_not(tmp_path):
    put(
        tmp_path,
        {
            "kim/softmax.py": SOURCE,
            "kim/test_softmax.py": "x",
            "kim/relu6.py": "x",
            "kim/softmax.txt": "x",
            "kim/a.md": "x",
            "kim/b.md": "x",
            "kim/.venv/dropout.py": "x",
            "kim/env/lib/site-packages/torch/dropout.py": "x",
            "kim/__pycache__/dropout.py": "x",
            "README.md": "x",
            "softmax.py": SOURCE,
            ".DS_Store": "x",
        },
    )
    handout = read_handout(tmp_path, (*SLUGS, "relu"))
    assert who_what(handout) == [("kim", "softmax")]
    own = [words for words in handout.ignored if words.startswith("kim: ")]
    assert own == [
        "kim: a.md is named like no exercise",
        "kim: b.md is named like no exercise",
        "kim: relu6.py is named like no exercise",
        "kim: 2 more",
    ]
    assert {words.split(":")[0] for words in handout.ignored} == {"kim", "README.md", "softmax.py"}


def test_a_single_file_may_be_called_like_its_student_where_there_is_one_exercise(tmp_path):
    put(tmp_path, {"kim.py": SOURCE})
    assert who_what(read_handout(tmp_path, ["softmax"])) == [("kim", "softmax")]
    handout = read_handout(tmp_path, SLUGS)
    assert who_what(handout) == [] and handout.ignored[0].startswith("kim.py: ")


def test_attempts_are_numbered_from_the_earliest(tmp_path):
    put(
        tmp_path,
        {
            "kim/attempt_10/softmax.py": "10",
            "kim/attempt_2/softmax.py": "2",
            "kim/dropout.py": "0",
            "kim/dropout (1).py": "1",
            "kim/dropout (10).py": "10",
            "lee/a/softmax.py": "new",
            "lee/b/softmax.py": "old",
        },
    )
    os.utime(tmp_path / "lee/a/softmax.py", (2e9, 2e9))
    os.utime(tmp_path / "lee/b/softmax.py", (1e9, 1e9))
    attempts = [(item.student, item.slug, item.attempt, item.source) for item in read_handout(tmp_path, SLUGS).files]
    assert attempts == [
        ("kim", "dropout", 1, b"0"),
        ("kim", "dropout", 2, b"1"),
        ("kim", "dropout", 3, b"10"),
        ("kim", "softmax", 1, b"2"),
        ("kim", "softmax", 2, b"10"),
        ("lee", "softmax", 1, b"old"),
        ("lee", "softmax", 2, b"new"),
    ]


def test_times_are_those_of_the_disk_not_those_that_a_student_or_git_wrote(tmp_path):
    put(
        tmp_path,
        {
            "kim/softmax.py": SOURCE,
            "lee.zip": zipped({"softmax.py": SOURCE}),
            "clone/.git/HEAD": "x",
            "clone/softmax.py": SOURCE,
            "far/softmax.py": SOURCE,
        },
    )
    for name in ("kim/softmax.py", "lee.zip"):
        os.utime(tmp_path / name, (1e9, 1e9))
    times = {item.student: item.submitted for item in read_handout(tmp_path, SLUGS).files}
    told = datetime.fromtimestamp(1e9, UTC)
    assert times == {"kim": told, "lee": told, "clone": None, "far": times["far"]}


def test_a_student_with_nothing_is_one_of_the_class(tmp_path):
    put(tmp_path, {"kim/softmax.py": SOURCE, "lee/notes.md": "x"})
    (tmp_path / "empty").mkdir()
    handout = read_handout(tmp_path, SLUGS)
    assert [student.id for student in handout.students] == ["empty", "kim", "lee"]
    assert who_what(handout) == [("kim", "softmax")]


def test_an_id_with_two_names_is_nobody_s(tmp_path):
    put(
        tmp_path,
        {"doejane_5_1_softmax.py": SOURCE, "roebob_5_2_softmax.py": SOURCE, "lee_6_3_softmax.py": SOURCE},
    )
    handout = read_handout(tmp_path, SLUGS)
    assert who_what(handout) == [("6", "softmax")]
    assert [(refused.student, refused.what) for refused in handout.refused] == [
        ("5", "doejane_5_1_softmax.py"),
        ("5", "roebob_5_2_softmax.py"),
    ]
    assert handout.refused[0].why == "has the id 5, which is that of doejane and roebob; rename one of them"


def test_sources_are_those_of_the_time_of_reading(tmp_path):
    put(tmp_path, {"kim/softmax.py": SOURCE, "lee/softmax.py": "other"})
    handout = read_handout(tmp_path, SLUGS)
    (tmp_path / "kim/softmax.py").unlink()
    (tmp_path / "lee/softmax.py").write_text("changed")
    for _ in range(2):
        assert [item.source for item in handout.files] == [SOURCE.encode(), b"other"]
    assert len(handout.files) == 2 and handout.files[-1].source == b"other"
    assert [item.student for item in handout.files[1:]] == ["lee"]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: None, "is not there"),
        (lambda path: path.mkdir(), "is empty. It should hold a folder, a zip or a file for each student"),
        (lambda path: path.write_text("no zip"), "is no zip that can be read"),
        (lambda path: path.write_bytes(zipped({"../x.py": SOURCE})), "holds a path that leads out of it, ../x.py"),
        (lambda path: path.write_bytes(zipped({"/x.py": SOURCE})), "holds a path that leads out of it, /x.py"),
        (lambda path: path.write_bytes(zipped({})), "is empty"),
    ],
)
def test_a_place_without_a_class_is_told(tmp_path, make, told):
    make(tmp_path / "place")
    with pytest.raises(UsageError) as caught:
        read_handout(tmp_path / "place", SLUGS)
    assert told in str(caught.value) and str(tmp_path) in str(caught.value)


def test_other_archives_are_refused_with_what_to_do(tmp_path):
    put(tmp_path, {"kim.tar.gz": "x", "lee/hw.rar": "x", "lee/softmax.py": SOURCE})
    handout = read_handout(tmp_path, SLUGS)
    assert who_what(handout) == [("lee", "softmax")]
    assert reasons(handout) == dict.fromkeys(
        ["kim", "lee"], "is an archive of a kind that is not opened; hand in a .zip"
    )


def test_one_file_is_one_file(tmp_path):
    item = only(read_handout(put(tmp_path, {"kim/05_x/dropout.py": SOURCE}), SLUGS))
    assert (item.filename, item.attempt, item.late) == ("05_x/dropout.py", 1, False)
