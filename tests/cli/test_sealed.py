"""A released course, its solutions sealed: what an instructor opens, and what learners see before and after."""

import io
import os
import pty
import shutil
import subprocess
import sys
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dlquiz.bank.sealing import Keys, lock_keys, new_identity, recipient_of, seal, write_keys
from tests.cli.conftest import PROGRAM, RIGHT, Place
from tests.cli.pseudo_terminal import PseudoTerminal

PASSPHRASE = "correct horse"
SCRYPT = 100.0  # seconds for a passphrase; on an idle machine one
SLUGS = ("double", "again")


@cache
def course_keys() -> Keys:
    """A key for each exercise."""
    return Keys("Tiny", "r1", {slug: new_identity() for slug in SLUGS})


@cache
def locked_with_passphrase() -> bytes:
    """All of them sealed to the passphrase, which takes its time."""
    return lock_keys(course_keys(), passphrase=PASSPHRASE)


class Course:
    """A release of the tiny bank, sealed to a public key, and the workspace of one of its learners."""

    def __init__(self, place: Place, started: Place) -> None:
        self.place = Place(started.folder, place.bank, started.env | {"DLQUIZ_PASSPHRASE": PASSPHRASE})
        self.root = place.folder / "course"
        self.keys = course_keys()
        self.identity = new_identity()
        shutil.copytree(place.bank / "exercises", self.root / "exercises")
        (self.root / "sealed").mkdir()
        for slug, identity in self.keys.identities.items():
            secret = place.bank / "solutions" / "00_start" / slug
            files = {name: (secret / name).read_bytes() for name in ("solution.py", "notes.md", "mistakes.yaml")}
            (self.root / "sealed" / f"{slug}.age").write_bytes(seal(files, recipient_of(identity)))
        self.lock(lock_keys(self.keys, recipients=[recipient_of(self.identity)]))

    def lock(self, data: bytes) -> None:
        (self.root / "sealed" / "keys.age").write_bytes(data)

    def lock_with_passphrase(self) -> None:
        """It takes a second or two to open."""
        self.lock(locked_with_passphrase())

    def policy(self, text: str) -> None:
        (self.root / "course.yaml").write_text(f"reveal: {text}\n")

    def reveal(self, *arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
        return self.place.run("reveal", *arguments, "--course", "course", **more)

    def unlock(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`reveal`, with the identity that it is sealed to."""
        (self.place.folder / "own.txt").write_text(f"{self.identity}\n")
        return self.reveal(*arguments, "--identity", "own.txt")

    def solution(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.place.run("solution", "double", "--bank", "course", *arguments)


@pytest.fixture
def course(place: Place, started: Place) -> Course:
    return Course(place, started)


class TestUnlocking:
    @pytest.mark.parametrize("policy", ["instructor", "never", "after_pass", "{after: 2099-01-01T00:00:00Z}"])
    def test_the_file_opens_what_it_is_for_whatever_the_policy(self, course: Course, policy: str) -> None:
        course.policy(policy)
        assert course.solution().returncode == 2
        done = course.unlock("double")
        assert done.returncode == 0 and "unlock-double.txt" in done.stdout
        file = course.place.folder / "unlock-double.txt"
        assert course.identity not in file.read_text() and course.keys.identities["again"] not in file.read_text()
        shutil.move(file, course.place.folder / "practice")
        assert "return 2 * x" in course.solution().stdout
        assert "Notes." in course.solution().stdout
        other = course.place.run("solution", "again", "--bank", "course")
        assert (other.returncode, other.stdout) == (2, "")

    def test_in_the_courses_own_folder(self, course: Course) -> None:
        assert course.unlock("double", "again", "double", "--out", "course/unlock1.txt").returncode == 0
        for slug in SLUGS:
            assert course.place.run("solution", slug, "--bank", "course").returncode == 0

    def test_the_same_again_is_no_trouble_and_another_file_is_never_replaced(self, course: Course) -> None:
        for _ in range(2):
            assert course.unlock("double").returncode == 0
        (course.place.folder / "unlock-double.txt").write_text("mine")
        done = course.unlock("double")
        assert done.returncode == 2 and "is there already. Name another file: --out FILE" in done.stderr
        assert (course.place.folder / "unlock-double.txt").read_text() == "mine"

    def test_with_a_public_key(self, course: Course) -> None:
        mine, other = new_identity(), new_identity()
        course.lock(lock_keys(course.keys, recipients=[recipient_of(mine)]))
        assert "Name the file of its identity: --identity FILE" in course.reveal("double").stderr
        for name, identity, code in (("other.txt", other, 2), ("mine.txt", mine, 0)):
            (course.place.folder / name).write_text(f"# created: today\n{identity}\n")
            assert course.reveal("double", "--identity", name).returncode == code
        text = (course.place.folder / "unlock-double.txt").read_bytes()
        assert mine.encode() not in text

    def test_it_asks_for_the_passphrase(self, course: Course) -> None:
        course.lock_with_passphrase()
        master, slave = pty.openpty()
        env = {name: value for name, value in course.place.env.items() if name != "DLQUIZ_PASSPHRASE"}
        program = [PROGRAM, "reveal", "double", "--course", "course"]
        take = f"import fcntl, os, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv({PROGRAM!r}, {program!r})"
        process = subprocess.Popen(
            [sys.executable, "-c", take], cwd=course.place.folder, env=env, stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        said = b""
        while b"Passphrase of the course:" not in said:
            said += os.read(master, 1000)
        os.write(master, f"{PASSPHRASE}\n".encode())
        assert process.wait(timeout=60) == 0
        assert PASSPHRASE.encode() not in said
        os.close(master)
        assert (course.place.folder / "unlock-double.txt").exists()


@pytest.mark.skipif(shutil.which("age") is None, reason="the age program is not installed")
class TestTheStockProgram:
    def test_it_opens_with_the_passphrase_what_we_seal(self, course: Course) -> None:
        course.lock_with_passphrase()
        command = ["age", "-d", "-o", "keys.txt", "course/sealed/keys.age"]
        with PseudoTerminal(command, course.place.folder, course.place.env) as terminal:
            terminal.until("Enter passphrase")
            terminal.type(f"{PASSPHRASE}\n")
            assert terminal.end(SCRYPT) == 0, terminal.text
        assert (course.place.folder / "keys.txt").read_text() == write_keys(course.keys)
        self.opens_all(course, course.place.folder / "keys.txt")

    def test_it_opens_with_an_identity_what_we_seal(self, course: Course) -> None:
        mine, public = self.made_by_age_keygen(course)
        course.lock(lock_keys(course.keys, recipients=[recipient_of(new_identity()), public]))
        keys = self.age("-d", "-i", mine, course.root / "sealed" / "keys.age")
        assert keys.decode() == write_keys(course.keys)

    def test_we_open_with_the_passphrase_what_it_seals(self, course: Course) -> None:
        (course.place.folder / "keys.txt").write_text(write_keys(course.keys))
        command = ["age", "-p", "-o", "course/sealed/keys.age", "keys.txt"]
        with PseudoTerminal(command, course.place.folder, course.place.env) as terminal:
            for words in ("Enter passphrase", "Confirm passphrase"):
                terminal.until(words)
                terminal.type(f"{PASSPHRASE}\n")
            assert terminal.end(SCRYPT) == 0, terminal.text
        done = course.reveal("double")
        assert done.returncode == 0, done.stderr
        self.opens_all(course, course.place.folder / "unlock-double.txt", "double")

    def test_we_open_with_an_identity_what_it_seals(self, course: Course) -> None:
        mine, public = self.made_by_age_keygen(course)
        course.lock(self.age("-r", public, input=write_keys(course.keys).encode()))
        packed = self.age("-d", "-i", self.keys(course, "again"), course.root / "sealed" / "again.age")
        sealed = self.age("-r", recipient_of(course.keys.identities["double"]), input=packed)
        (course.root / "sealed" / "double.age").write_bytes(sealed)
        done = course.reveal("double", "--identity", str(mine))
        assert done.returncode == 0, done.stderr
        shutil.move(course.place.folder / "unlock-double.txt", course.place.folder / "practice")
        assert "return 2 * x" in course.solution().stdout

    def age(self, *arguments: str | Path, **more: Any) -> bytes:
        return subprocess.run(["age", *arguments], check=True, capture_output=True, **more).stdout

    def made_by_age_keygen(self, course: Course) -> tuple[Path, str]:
        """An identity file, and its public key."""
        mine = course.place.folder / "mine.txt"
        subprocess.run(["age-keygen", "-o", mine], check=True, capture_output=True)
        public = subprocess.run(["age-keygen", "-y", mine], check=True, capture_output=True, text=True).stdout
        return mine, public.strip()

    def keys(self, course: Course, slug: str) -> Path:
        file = course.place.folder / f"{slug}.txt"
        file.write_text(write_keys(course.keys.only([slug])))
        return file

    def opens_all(self, course: Course, keys: Path, *slugs: str) -> None:
        for slug in slugs or SLUGS:
            packed = self.age("-d", "-i", keys, course.root / "sealed" / f"{slug}.age")
            with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
                found = tar.extractfile("solution.py")
                assert found is not None
                assert found.read() == (course.place.bank / f"solutions/00_start/{slug}/solution.py").read_bytes()


class TestBadInput:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["nothing"], 'no key of "nothing" is here. It has those of:'),
            (["double", "--names"], "Leave out --gradebook, --names, --html and --bank"),
            (["double", "--identity", "nowhere.txt"], "is sealed to a passphrase. Leave out --identity"),
            (
                ["double", "--out", "file/unlock.txt"],
                "file/unlock.txt can't be written: Not a directory. Name another file",
            ),
        ],
    )
    def test_arguments(self, course: Course, arguments: list[str], words: str) -> None:
        (course.place.folder / "file").write_text("")
        if "--identity" in arguments:
            course.lock_with_passphrase()
        done = course.reveal(*arguments) if "--identity" in arguments else course.unlock(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert words in done.stderr and done.stderr.count("\n") == 1

    def test_a_wrong_passphrase_and_none(self, course: Course) -> None:
        course.lock_with_passphrase()
        wrong = course.reveal("double", env=course.place.env | {"DLQUIZ_PASSPHRASE": "wrong"})
        assert wrong.returncode == 2 and "the passphrase is wrong" in wrong.stderr
        unset = {name: value for name, value in course.place.env.items() if name != "DLQUIZ_PASSPHRASE"}
        nobody = course.reveal("double", env=unset)
        assert nobody.returncode == 2 and "Set it: DLQUIZ_PASSPHRASE" in nobody.stderr
        assert not list(course.place.folder.glob("unlock*"))

    def test_no_release(self, course: Course) -> None:
        done = course.place.run("reveal", "double", "--course", "practice")
        assert done.returncode == 2 and "practice is no released course" in done.stderr
        done = course.place.run("reveal", "double", "--out", "x.txt")
        assert done.returncode == 2 and "Name the released course, too: --course DIR" in done.stderr

    def test_the_whole_solution_of_a_release(self, course: Course) -> None:
        done = course.place.run("reveal", "double", "--bank", "course")
        assert done.returncode == 2 and "dlquiz reveal double --course course" in done.stderr

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"nothing", "sealed/keys.age: the sealed file is damaged. Get it again"),
            (b"age-encryption.org/v2\n", "sealed/keys.age: the sealed file is of a newer age format"),
        ],
    )
    def test_keys_that_are_none(self, course: Course, content: bytes, words: str) -> None:
        course.lock(content)
        done = course.reveal("double")
        assert done.returncode == 2 and words in done.stderr and done.stderr.count("\n") == 1

    def test_an_identity_that_is_none(self, course: Course) -> None:
        mine = new_identity()
        course.lock(lock_keys(course.keys, recipients=[recipient_of(mine)]))
        sealed = seal({"identity.txt": mine.encode()}, recipient_of(new_identity()))
        for content, words in [
            (sealed, "mine.age is sealed itself. Open it first: age -d"),
            (b"hello", "mine.age: this is no age identity"),
            (b"# nothing\n", "mine.age: this is no age identity"),
            (b"\xff", "mine.age is no age identity: it is not text"),
        ]:
            (course.place.folder / "mine.age").write_bytes(content)
            done = course.reveal("double", "--identity", "mine.age")
            assert done.returncode == 2 and words in done.stderr and done.stderr.count("\n") == 1

    @pytest.mark.parametrize("name", ["keys.age", "double.age"])
    def test_damage_is_told_before_anything_is_written(self, course: Course, name: str) -> None:
        file = course.root / "sealed" / name
        file.write_bytes(file.read_bytes()[:-30])
        done = course.unlock("double")
        assert done.returncode == 2 and "damaged" in done.stderr and done.stderr.count("\n") == 1
        assert not list(course.place.folder.glob("unlock*"))

    def test_keys_of_another_release(self, course: Course) -> None:
        other = Keys("Tiny", "r2", {slug: new_identity() for slug in SLUGS})
        course.lock(lock_keys(other, recipients=[recipient_of(course.identity)]))
        done = course.unlock("double")
        assert done.returncode == 2 and "double.age: this key does not open" in done.stderr


class TestWhatLearnersSee:
    def test_before_the_file_came_and_when_a_useless_one_lies_there(self, course: Course) -> None:
        course.policy("instructor")
        assert "opens when your instructor reveals it: put the unlock file" in course.solution().stderr
        assert course.solution("--give-up").returncode == 2
        foreign = course.keys.only(["double"])
        file = course.place.folder / "practice" / "unlock.txt"
        file.write_text(write_keys(Keys("Other", "r9", dict.fromkeys(foreign.identities, new_identity()))))
        said = course.solution().stderr
        assert "unlock.txt does not open double" in said and "opens when your instructor reveals it" in said
        assert said.count("\n") == 1
        file.write_text("# dlquiz keys 1\n")
        assert "or was changed" in course.solution().stderr
        assert course.place.run("hint", "double", "--bank", "course").returncode == 0

    def test_a_policy_of_the_learners_own_opens_only_with_a_key(self, course: Course) -> None:
        course.policy("after_pass")
        course.place.file().write_text(RIGHT)
        assert course.place.run("check", "double").returncode == 0  # graded by the whole bank
        assert "does not bring its key" in course.solution().stderr
        (course.root / "sealed" / "open.txt").write_text(write_keys(course.keys.only(["double"])))
        assert "return 2 * x" in course.solution().stdout

    def test_giving_up_is_not_recorded_where_nothing_opens(self, course: Course) -> None:
        course.place.file().write_text("def double(x):\n    return 3 * x\n")
        course.place.run("check", "double")
        for _ in range(3):
            course.place.run("hint", "double")
        assert "does not bring its key" in course.solution("--give-up").stderr
        [topic] = course.place.json("list")["topics"]
        assert [entry["review"] for entry in topic["exercises"]] == [None, None]

    def test_a_sealed_file_that_was_changed(self, course: Course) -> None:
        (course.root / "sealed" / "open.txt").write_text(write_keys(course.keys))
        course.policy("{after: 2020-01-01T00:00:00Z}")
        file = Path(course.root, "sealed", "double.age")
        file.write_bytes(file.read_bytes()[:-1])
        done = course.solution()
        assert done.returncode == 2 and "sealed/double.age of this course: the sealed file is damaged" in done.stderr
