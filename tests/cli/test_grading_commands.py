"""The commands that grade: the practice loop, files anywhere, interruptions, two terminals."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dlquiz.cli import repro
from dlquiz.errors import UsageError
from tests.cli.conftest import ENDLESS, PROGRAM, RIGHT, WRONG, Place


def test_from_the_first_task_to_the_last(started: Place) -> None:
    """next: not written, wrong, right and on to the next, right and all done; then the first one fails again."""
    unwritten = started.run("next")
    assert unwritten.returncode == 1
    assert "Nothing is written" in unwritten.stdout

    started.file().write_text(WRONG)
    wrong = started.json("next")
    assert wrong["graded"]["verdict"] == "wrong_value"
    assert wrong["next"] is None

    started.file().write_text(RIGHT)
    passed = started.run("next")
    assert passed.returncode == 0
    assert "3 tries" in passed.stdout
    assert "dlquiz solution double" in passed.stdout  # the slug, since another exercise is the current one now
    assert "practice/00_start/again.py" in passed.stdout
    assert started.file("again").exists()
    assert started.run("solution", "double").returncode == 0

    started.file("again").write_text(RIGHT)
    last = started.json("next")
    assert last["graded"]["verdict"] == "passed"
    assert (last["next"], last["all_done"]) == (None, True)
    done = started.run("next")
    assert done.returncode == 0
    assert "2 of 2" in done.stdout

    started.file().write_text(WRONG)
    assert started.run("check", "double").returncode == 1
    assert started.json("list")["passed"] == 1
    assert started.json("next")["graded"]["exercise"] == "double"


def test_what_check_prints_as_json(started: Place) -> None:
    started.file().write_text(WRONG)
    done = started.run("check", "--json")
    assert done.returncode == 1
    value = json.loads(done.stdout)
    assert value.keys() >= {
        *("schema", "exercise", "version", "verdict", "points", "max_points", "checks", "targets", "seed", "seconds")
    }
    assert value["checks"][0].keys() == {
        *("name", "verdict", "points", "max_points", "message", "diagnosis", "case", "where", "output", "seconds"),
        "pictures",
    }


def test_check_opens_what_is_not_begun_and_stays_there(started: Place) -> None:
    assert started.run("check", "again").returncode == 1  # although it is locked: the learner asked for it
    assert started.file("again").exists()
    assert started.json("show")["exercise"] == "again"


def test_giving_up_opens_the_solution_and_lets_one_go_on(started: Place) -> None:
    started.file().write_text(WRONG)
    started.run("check")
    for _ in range(3):
        started.run("hint")
    value = started.json("solution", "--give-up")
    assert "return 2 * x" in value["solution"]
    assert started.run("solution", "double").returncode == 0
    onward = started.json("next")
    assert (onward["graded"], onward["next"]["exercise"]) == (None, "again")
    assert started.json("list")["passed"] == 0


class TestFiles:
    def test_outside_of_any_workspace_nothing_is_stored(self, place: Place) -> None:
        (place.folder / "double.py").write_text(RIGHT)
        done = place.run("check", "double.py")
        assert done.returncode == 0
        assert [path.name for path in place.folder.iterdir()] == ["double.py"]

    def test_another_name(self, place: Place) -> None:
        (place.folder / "mine.py").write_text(WRONG)
        unnamed = place.run("check", "mine.py")
        assert unnamed.returncode == 2
        assert "--exercise SLUG" in unnamed.stderr
        assert place.run("check", str(place.folder / "mine.py"), "--exercise", "double").returncode == 1

    def test_a_name_that_is_not_utf8(self, place: Place) -> None:
        name = os.fsdecode(b"\xff.py")
        (place.folder / name).write_text(RIGHT)
        assert place.json("check", name)["error"].startswith("no exercise")
        assert place.json("check", name, "--exercise", "double")["verdict"] == "passed"

    def test_only_the_workspaces_own_file_is_an_attempt(self, started: Place) -> None:
        copy = started.folder / "practice" / "double.py"
        copy.write_text(RIGHT)
        assert started.run("check", str(copy)).returncode == 0
        assert started.attempts() == 0
        assert started.run("check", "practice/00_start/double.py").returncode == 1
        assert started.attempts() == 1

    @pytest.mark.parametrize(
        ("name", "words"),
        [("nowhere/double.py", "is not there"), ("folder.py", "is a folder"), ("loop.py", "leads back to itself")],
    )
    def test_no_file(self, place: Place, name: str, words: str) -> None:
        (place.folder / "folder.py").mkdir()
        (place.folder / "loop.py").symlink_to("loop.py")
        done = place.run("check", name)
        assert done.returncode == 2
        assert words in done.stderr

    def test_a_folder_in_place_of_the_current_file(self, started: Place) -> None:
        started.file().unlink()
        started.file().mkdir()
        for command in ("next", "check"):
            done = started.run(command)
            assert done.returncode == 2
            assert "is a folder" in done.stderr


def test_all_that_were_begun(started: Place) -> None:
    started.file().write_text(RIGHT)
    started.file("again").write_text(WRONG)
    value = started.json("check", "--all")
    assert {report["exercise"]: report["verdict"] for report in value["reports"]} == {
        "double": "passed",
        "again": "wrong_value",
    }
    assert value["faults"] == {}
    assert started.attempts("double") == started.attempts("again") == 1
    assert started.json("show")["exercise"] == "double"  # still the current one
    screen = started.run("check", "--all")
    assert screen.returncode == 1
    assert "1 of 2 exercises passed" in screen.stdout


class TestRepro:
    def test_the_script_runs_from_anywhere(self, started: Place, tmp_path: Path) -> None:
        started.file().write_text(WRONG)
        value = started.json("repro")
        script = started.folder / value["file"]
        assert script == started.folder / "practice" / "repro_double.py"
        done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0
        assert "tensor(" in done.stdout
        assert started.attempts() == 0

    def test_replaces_its_own_script_and_never_a_changed_one(self, tmp_path: Path) -> None:
        script = tmp_path / "repro.py"
        repro._write(script, "print(1)\n")
        repro._write(script, "print(2)\n")
        assert script.read_text().endswith("\nprint(2)\n")
        script.write_text(script.read_text() + "# my notes\n")
        with pytest.raises(UsageError, match="--out FILE"):
            repro._write(script, "print(3)\n")
        assert script.read_text().endswith("\nprint(2)\n# my notes\n")

    def test_written_elsewhere(self, started: Place) -> None:
        started.file().write_text(WRONG)
        (started.folder / "mine.py").write_text("mine")
        refused = started.run("repro", "--out", "mine.py")
        assert refused.returncode == 2
        assert "--out FILE" in refused.stderr
        assert (started.folder / "mine.py").read_text() == "mine"

    def test_nothing_to_repeat(self, started: Place) -> None:
        started.file().write_text(RIGHT)
        done = started.run("repro")
        assert done.returncode == 0
        assert "no case" in done.stdout


class TestNothingStored:
    def test_where_nothing_can_be_written_it_grades_and_says_so(self, started: Place) -> None:
        started.file().write_text(RIGHT)
        for path in started.database().parent.iterdir():
            path.unlink()
        started.database().parent.rmdir()
        started.database().parent.write_text("in the way")  # as root, permissions stop nobody
        done = started.run("check", "double")
        assert done.returncode == 0
        assert "✓ double" in done.stdout
        assert "Nothing of this is stored" in done.stderr
        assert done.stderr.count("\n") == 1

    @pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")
    def test_in_a_read_only_workspace(self, started: Place) -> None:
        started.file().write_text(RIGHT)
        folders = [started.database().parent, started.file().parent, started.folder / "practice"]
        for folder in folders:
            folder.chmod(0o555)
        done = started.run("next")
        for folder in folders:
            folder.chmod(0o755)
        assert done.returncode == 0
        assert "Nothing of this is stored" in done.stderr


def start_endless(place: Place) -> tuple["subprocess.Popen[str]", int]:
    """`dlquiz check` of an endless loop, once it is grading: it says so on its terminal."""
    place.file().write_text(ENDLESS)
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, "check"], cwd=place.folder, env=place.env, stdout=subprocess.PIPE, stderr=slave, text=True
    )
    os.close(slave)
    said = b""
    while b"Grading" not in said:
        said += os.read(master, 1000)
    return process, master


def test_ctrl_c_while_it_grades(started: Place) -> None:
    started.run("check")
    process, master = start_endless(started)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    said = os.read(master, 10_000).decode()
    os.close(master)
    assert process.returncode == 130
    assert out == ""
    assert "interrupted" in said
    assert "Traceback" not in said
    assert started.attempts() == 1


def test_killed_while_it_grades(started: Place) -> None:
    started.run("check")
    process, master = start_endless(started)
    process.kill()
    process.communicate()
    os.close(master)
    assert started.attempts() == 1
    started.file().write_text(RIGHT)
    assert started.run("next").returncode == 0
    assert started.json("show")["exercise"] == "again"


def test_two_terminals_at_once(started: Place) -> None:
    started.file().write_text(WRONG)
    command = [PROGRAM, "check", "--json"]
    both = [subprocess.Popen(command, cwd=started.folder, env=started.env, stdout=subprocess.PIPE) for _ in range(2)]
    outputs = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [1, 1]
    assert all(b"wrong_value" in output for output in outputs)
    assert started.attempts() == 2


def test_the_authors_gate(place: Place) -> None:
    value = place.json("author", "check", "double")
    assert [result["slug"] for result in value["exercises"]] == ["double"]
    unknown = place.run("author", "check", "dubble")
    assert unknown.returncode == 2
    assert "Nearest: double" in unknown.stderr
    (place.bank / "solutions" / "00_start" / "again" / "solution.py").write_text(WRONG.replace("3", "'"))
    broken = place.run("author", "check")
    assert broken.returncode == 1
    assert "again" in broken.stdout


def test_mutants_that_no_check_sees_are_listed_and_the_score_is_kept(place: Place) -> None:
    killed = place.run("author", "mutate", "double", "--write")
    assert killed.returncode == 0, killed.stdout + killed.stderr
    assert "0 left to look at" in killed.stdout
    record = place.bank / "solutions" / "00_start" / "double" / "mutants.yaml"
    assert record.read_text(encoding="utf-8").startswith("score: {version: ")
    assert not any("mutation score" in problem for problem in problems(place))
    checks = place.bank / "exercises" / "00_start" / "double" / "checks.py"
    text = checks.read_text(encoding="utf-8")
    weak = text.replace("close(impl.double(x), ref.double(x))", "close(impl.double(x).shape, x.shape)")
    checks.write_text(weak, encoding="utf-8")
    survived = place.run("author", "mutate", "double")
    assert survived.returncode == 1
    assert "no check sees it\n │   − return 2 * x\n │   + return 3 * x\n" in survived.stdout
    assert any("mutation score is of another version" in problem for problem in problems(place))


def problems(place: Place) -> list[str]:
    """What the gate finds in `double`."""
    [result] = place.json("author", "check", "double")["exercises"]
    return list(result["problems"])


def test_mutants_as_json_with_their_diagnosis(place: Place) -> None:
    mistakes = '{thrice: {says: It is thrice., change: [["2 * x", "3 * x"]]}}'
    (place.bank / "solutions" / "00_start" / "double" / "mistakes.yaml").write_text(mistakes, encoding="utf-8")
    [result] = place.json("author", "mutate", "double", "--diagnose")["exercises"]
    assert result["run"] == result["mutants"] == result["fates"]["killed"]
    [thrice] = [tried for tried in result["tried"] if tried["change"][1] == "return 3 * x"]
    assert thrice["check"]["diagnosis"]["ids"] == ["thrice"]
    [nothing] = place.json("author", "mutate", "double", "--seconds", "0")["exercises"]
    assert nothing["run"] == 0
    assert place.run("author", "mutate", "dubble").returncode == 2
