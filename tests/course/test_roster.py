"""The roster: every form that an institution writes it in, and what is wrong with one in a sentence."""

import pytest

from dlquiz.course.handing_in import read_handout
from dlquiz.course.handing_in.roster import read_roster
from dlquiz.errors import UsageError
from tests.course.class_builder import SLUGS, SOURCE, put, who_what, zipped

ROSTER = "id,name,email\ns1,Jane van Doe,jane@uni.edu\ns2,Ömer Ünal,omer@uni.edu\ns10,,\n"
WHO = [("s1", "Jane van Doe"), ("s2", "Ömer Ünal"), ("s10", "")]


@pytest.mark.parametrize(
    "content",
    [
        ROSTER.encode(),
        ROSTER.encode("utf-8-sig"),
        ROSTER.encode("utf-16"),
        ROSTER.replace(",", ";").encode("utf-8-sig"),
        ROSTER.replace(",", "\t").replace("\n", "\r\n").encode(),
        ROSTER.replace("\n", "\r").encode(),
        b"\n" + ROSTER.replace("\n", "\n\n,,\n").encode(),
        b'Student,ID,SIS Login ID,Section\n    Points Possible,,,\n"Jane van Doe",s1,jane,1\n'
        + "Ömer Ünal,s2,o,1\n,s10,x,1\n".encode(),
        "First name,Last name,ID number,Email address\nJane,van Doe,s1,j@x\nÖmer,Ünal,s2,\n,,s10,\n".encode(),
    ],
)
def test_rosters_are_read_in_all_their_forms(tmp_path, content):
    put(tmp_path, {"r.csv": content})
    assert [(student.id, student.name) for student in read_roster(tmp_path / "r.csv").students] == WHO


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "has no column `id`"),
        (b"name,email\nJane,x\n", "has no column `id`"),
        (b"id,name\n", "lists nobody"),
        (b"id\n1\n2\n1\n", 'line 4: the id "1" stands in line 2, too'),
        (b"id,name\n,Jane\n", "line 2: no id"),
        (b"id,name\n1,Doe, Jane\n", "line 2: 3 cells, the header has 2. Put a name with a comma in quotes."),
        ("id,name\n1,Ömer\n".encode("cp1252"), "is not UTF-8 (line 2). Save it as UTF-8"),
        (b'id,name\n1,"open\n', "line 2: unexpected end of data"),
        (b"id,name\n1," + b"x" * 200_000, "field larger than field limit"),
        (b"id\n" + b"1" * 2**25, "has 32.0 MiB; at most 16 MiB are read"),
    ],
)
def test_what_is_wrong_with_a_roster_is_told(tmp_path, content, told):
    put(tmp_path, {"r.csv": content})
    with pytest.raises(UsageError) as caught:
        read_roster(tmp_path / "r.csv")
    assert told in str(caught.value) and "r.csv" in str(caught.value)


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_roster_that_is_no_file_is_told(tmp_path, name):
    with pytest.raises(UsageError, match=r"can't be read|is not a plain file"):
        read_roster(tmp_path / name)


@pytest.mark.parametrize(
    "files",
    [
        {"s1/softmax.py": SOURCE},
        {"S1/softmax.py": SOURCE},
        {"jane@uni.edu.zip": zipped({"softmax.py": SOURCE})},
        {"jane_softmax.py": SOURCE},
        {"Jane van Doe/softmax.py": SOURCE},
        {"van Doe, Jane/softmax.py": SOURCE},
        {"vandoejane_4711_12_softmax.py": SOURCE},
        {"Jane van Doe_99_assignsubmission_file_/softmax.py": SOURCE},
        {"homework-1-s1/softmax.py": SOURCE},
    ],
    ids=lambda files: next(iter(files)),
)
def test_a_student_of_the_roster_is_found_under_many_names(tmp_path, files):
    put(tmp_path / "in", files)
    put(tmp_path, {"r.csv": ROSTER})
    handout = read_handout(tmp_path / "in", SLUGS, tmp_path / "r.csv")
    assert who_what(handout) == [("s1", "softmax")]
    assert [(student.id, student.name) for student in handout.students] == WHO


@pytest.mark.parametrize("name", ["4711", "doe", "s", "s1s2", "s1-", "jane van", "Ömer_4_5"])
def test_who_is_not_on_the_roster_is_nobody_of_it(tmp_path, name):
    put(tmp_path / "in", {f"{name}/softmax.py": SOURCE})
    put(tmp_path, {"r.csv": ROSTER})
    handout = read_handout(tmp_path / "in", SLUGS, tmp_path / "r.csv")
    assert who_what(handout) == [(name, "softmax")]
    assert {student.id for student in handout.students} == {"s1", "s2", "s10", name}


def test_a_name_that_two_have_is_neither_s(tmp_path):
    put(tmp_path / "in", {"Jane Doe/softmax.py": SOURCE, "doejane_7_8_softmax.py": SOURCE})
    put(tmp_path, {"r.csv": "id,name\n1,Jane Doe\n2,Doe Jane\n"})
    handout = read_handout(tmp_path / "in", SLUGS, tmp_path / "r.csv")
    assert who_what(handout) == [("7", "softmax"), ("Jane Doe", "softmax")]


def test_a_late_clone_s_ending_is_no_name_of_a_download(tmp_path):
    """The student chooses what Canvas puts last; only a folder's own ending is believed."""
    put(tmp_path / "in", {"leeo_77_8_x-s1_softmax.py": SOURCE})
    put(tmp_path, {"r.csv": ROSTER})
    handout = read_handout(tmp_path / "in", SLUGS, tmp_path / "r.csv")
    assert who_what(handout) == [] and "77" in {student.id for student in handout.students}


def test_an_empty_class_has_its_roster(tmp_path):
    (tmp_path / "in").mkdir()
    put(tmp_path, {"r.csv": ROSTER})
    assert [student.id for student in read_handout(tmp_path / "in", SLUGS, tmp_path / "r.csv").students] == [
        "s1",
        "s2",
        "s10",
    ]
