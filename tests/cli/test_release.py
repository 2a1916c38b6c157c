"""`release`, practice in a released course, and `update`, as people run them."""

import json
import shutil
import tempfile
import zipfile
import zlib
from functools import cache
from pathlib import Path

import pytest

from dlquiz.bank.sealing import new_identity, read_keys, recipient_of, unlock_keys
from tests.cli.conftest import RIGHT, WRONG, Place

MISTAKES = 'triple: {says: It triples., change: [["2 * x", "3 * x"]]}\n'


@pytest.fixture
def teacher(place: Place) -> Place:
    """Somebody with the whole bank and a passphrase."""
    for slug in ("double", "again"):
        (place.bank / "solutions" / "00_start" / slug / "mistakes.yaml").write_text(MISTAKES)
    return Place(place.folder, place.bank, place.env | {"DLQUIZ_PASSPHRASE": "correct horse"})


def learner(teacher: Place, folder: Path) -> Place:
    """Somebody without a bank and a passphrase."""
    env = {name: value for name, value in teacher.env.items() if name not in ("DLQUIZ_BANK", "DLQUIZ_PASSPHRASE")}
    return Place(folder, teacher.bank, env)


def stub_of(place: Place, slug: str = "double") -> Path:
    return place.bank / "exercises" / "00_start" / slug / "stub.py"


def released(teacher: Place, out: str) -> Path:
    """A release of the teacher's bank as it is now; what was released of the same files before is copied."""
    bank = [(str(path.relative_to(teacher.bank)), path.read_bytes()) for path in sorted(teacher.bank.rglob("*.*"))]
    made = Path(releases().name) / f"{zlib.crc32(repr(bank).encode()):08x}" / out
    if not made.exists():
        made.parent.mkdir(exist_ok=True)
        public = recipient_of(new_identity())
        done = teacher.run("release", "--out", str(made), "--recipient", public, timeout=200)
        assert done.returncode == 0, done.stderr
        assert "2 exercises" in done.stdout and "copied" in done.stdout
    copy = teacher.folder / out
    return Path(shutil.copy(made, copy) if made.is_file() else shutil.copytree(made, copy))


@cache
def releases() -> tempfile.TemporaryDirectory[str]:
    """For what was released already."""
    return tempfile.TemporaryDirectory(prefix="dq-")


def test_a_course_is_practised_where_it_lies_and_where_it_is_moved(teacher: Place, tmp_path: Path) -> None:
    course = released(teacher, "course")
    moved = tmp_path / "elsewhere"
    course.rename(moved)
    shutil.move(teacher.bank, tmp_path / "gone")
    here = learner(teacher, moved)
    assert here.run("next").returncode == 0
    assert here.file().read_text() == (tmp_path / "gone" / "exercises" / "00_start" / "double" / "stub.py").read_text()
    here.file().write_text(WRONG)
    wrong = here.run("check")
    assert wrong.returncode == 1 and "It triples." in wrong.stdout
    again = tmp_path / "again"
    moved.rename(again)
    here = learner(teacher, again)
    here.file().write_text(RIGHT)
    assert here.run("next").returncode == 0
    outside = learner(teacher, tmp_path)
    assert outside.json("check", "double", "--workspace", str(again / "practice"))["verdict"] == "passed"
    (again / "exercises" / "00_start" / "double" / "checks.py").write_text("# nothing\n")
    changed = here.run("check", "double")
    assert changed.returncode == 2 and "checks.py: was changed since the release was made" in changed.stderr


def test_a_passphrase_opens_what_it_sealed(teacher: Place) -> None:
    done = teacher.json("release", "--out", "course", "--exercises", "again", timeout=200)
    assert done["exercises"] == ["again"]
    keys = unlock_keys(
        (teacher.folder / "course" / "sealed" / "keys.age").read_bytes(), "k", passphrase="correct horse"
    )
    assert keys.release == done["release"] and list(keys.identities) == ["again"]


def test_keys_travel_only_where_the_course_lets_learners_open(teacher: Place) -> None:
    course = teacher.folder / "course.yaml"
    secret = ("release", "--recipient", recipient_of(new_identity()))
    for text, carried in [
        (None, []),
        ("exercises: [double, again]", []),
        ("reveal: never\nexercises: [double, {slug: again, reveal: after_pass}]", ["again"]),
        ("reveal: self_study\nexercises: [double, again]", ["double", "again"]),
    ]:
        if text is not None:
            course.write_text(text)
        out = f"course{len(list(teacher.folder.iterdir()))}"
        done = teacher.json(*secret, "--out", out, timeout=200)
        keys = read_keys((teacher.folder / out / "sealed" / "open.txt").read_text(), "open.txt")
        assert done["carried"] == carried and sorted(keys.identities) == sorted(carried), text
        here = learner(teacher, teacher.folder / out)
        assert here.run("next").returncode == 0
        refused = here.run("solution", "double")
        told = "your instructor reveals it" if text is None or "reveal" not in text else "double"
        assert refused.returncode == 2 and told in refused.stderr


def test_what_cannot_be_released_is_one_sentence(teacher: Place) -> None:
    nobody = learner(teacher, teacher.folder)
    bank = ("--bank", str(teacher.bank))
    (teacher.folder / "full").mkdir()
    (teacher.folder / "full" / "file").touch()
    for place, arguments, said in [
        (teacher, (), "say where to"),
        (teacher, ("--out", "full"), "there already"),
        (teacher, ("--out", "no/where"), "Make it first"),
        (teacher, ("--out", "new", "--exercises", "dubble"), "Nearest: double"),
        (teacher, ("--out", "new", "--exercises", ","), "names none"),
        (teacher, ("--out", "new", "--recipient", "age1x"), "no age public key"),
        (nobody, ("--out", "new", *bank), "nobody to ask for a passphrase"),
    ]:
        done = place.run("release", *arguments)
        assert done.returncode == 2 and said in done.stderr, arguments
        assert not (teacher.folder / "new").exists()


class TestUpdate:
    @pytest.fixture
    def practised(self, teacher: Place, tmp_path: Path) -> Place:
        """A learner who has begun `double` in the first release, and has the stub of `again`."""
        course = released(teacher, "course")
        folder = tmp_path / "learner"
        folder.mkdir()
        here = learner(teacher, folder)
        assert here.run("next", "--bank", str(course)).returncode == 0
        here.file().write_text(WRONG)
        here.file("again").write_text(stub_of(teacher, "again").read_text())
        for slug in ("double", "again"):
            stub = stub_of(teacher, slug)
            stub.write_text(stub.read_text().replace("# TODO", "# TODO: multiply"))
        return here

    @pytest.mark.parametrize("out", ["newer", "newer.zip"])
    def test_what_was_written_stays(self, teacher: Place, practised: Place, out: str) -> None:
        new = released(teacher, out)
        done = practised.run("update", "--from", str(new))
        assert done.returncode == 0, done.stderr
        assert practised.file().read_text() == WRONG
        assert practised.file("again").read_text() == stub_of(teacher, "again").read_text()
        assert practised.file().with_name("double.new.py").read_text() == stub_of(teacher).read_text()
        assert not practised.file().with_name("again.new.py").exists()
        assert "double.new.py" in done.stdout and "+    # TODO: multiply" in done.stdout
        if new.is_dir():
            shutil.rmtree(new)
        assert practised.run("check").returncode == 1
        practised.file().write_text(RIGHT)
        assert practised.run("check").returncode == 0

    def test_a_second_time_changes_nothing(self, teacher: Place, practised: Place) -> None:
        new = released(teacher, "newer.zip")
        first = practised.json("update", "--from", str(new))
        assert {change["exercise"]: change["change"] for change in first["changes"]} == {
            "double": "beside",
            "again": "replaced",
        }
        before = {path: path.read_bytes() for path in (practised.folder / "practice" / "00_start").iterdir()}
        assert practised.json("update", "--from", str(new))["changes"] == []
        assert {path: path.read_bytes() for path in (practised.folder / "practice" / "00_start").iterdir()} == before

    def test_a_new_stub_that_somebody_wrote_in_stays(self, teacher: Place, practised: Place) -> None:
        mine = practised.file().with_name("double.new.py")
        mine.write_text("# mine\n")
        assert practised.run("update", "--from", str(released(teacher, "newer"))).returncode == 0
        assert mine.read_text() == "# mine\n"
        assert practised.file().with_name("double.new2.py").read_text() == stub_of(teacher).read_text()

    def test_it_mends_a_workspace_whose_course_is_lost(self, teacher: Place, practised: Place) -> None:
        new = released(teacher, "newer")
        shutil.rmtree(teacher.folder / "course")
        lost = practised.run("check")
        assert lost.returncode == 2 and "dlquiz update --from FOLDER_OR_ZIP" in lost.stderr
        done = practised.json("update", "--from", str(new))
        # nobody knows any more which stubs are untouched
        assert {change["change"] for change in done["changes"]} == {"beside"} and len(done["changes"]) == 2
        assert practised.file().read_text() == WRONG
        assert practised.run("check").returncode == 1

    def test_what_is_in_the_way_is_one_sentence_and_it_can_be_done_again(
        self, teacher: Place, practised: Place
    ) -> None:
        new = released(teacher, "newer")
        in_the_way = practised.folder / "practice" / ".dlquiz" / "courses"
        in_the_way.write_text("")
        done = practised.run("update", "--from", str(new))
        assert done.returncode == 2 and "can't be written" in done.stderr and done.stderr.count("\n") == 1
        assert practised.run("check").returncode == 1  # still of the first release
        in_the_way.unlink()
        assert practised.run("update", "--from", str(new)).returncode == 0
        assert practised.file().with_name("double.new.py").exists()

    def test_a_release_that_is_not_whole_changes_nothing(self, teacher: Place, practised: Place) -> None:
        new = released(teacher, "newer.zip")
        with zipfile.ZipFile(new) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        marker = (practised.folder / "practice" / "dlquiz.yaml").read_bytes()

        def zipped(members: dict[str, bytes]) -> Path:
            with zipfile.ZipFile(new, "w") as archive:
                for name, content in members.items():
                    archive.writestr(name, content)
            return new

        manifest = json.loads(members["newer/manifest.json"])
        out = {**manifest, "files": {**manifest["files"], "../../out.py": "0"}}
        for wrong, said in [
            ({**members, "newer/recorded/double.tape": b""}, "not as it was released"),
            ({name: data for name, data in members.items() if not name.endswith("keys.age")}, "keys.age is missing"),
            ({**members, "newer/manifest.json": json.dumps(out).encode()}, "never puts there"),
            ({**members, "newer/manifest.json": b'{"format": 9, "dlquiz": "9.9"}'}, "newer than yours"),
            ({"x": b""}, "is no release"),
        ]:
            done = practised.run("update", "--from", str(zipped(wrong)))
            assert done.returncode == 2 and said in done.stderr, said
        new.write_bytes(b"PK\x03\x04 nothing")
        assert "no zip that can be read" in practised.run("update", "--from", str(new)).stderr
        assert "there is no" in practised.run("update", "--from", "nowhere").stderr
        assert (practised.folder / "practice" / "dlquiz.yaml").read_bytes() == marker
        assert practised.file().read_text() == WRONG
