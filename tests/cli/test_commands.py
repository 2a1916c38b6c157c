"""The commands that grade nothing: what they say, keep and refuse."""

import json
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import typer.main

from dlquiz import __version__
from dlquiz.cli.app import app
from tests.cli.conftest import PROGRAM, WRONG, Place


def commands(group: Any, name: str = "dlquiz") -> Iterator[tuple[str, Any]]:
    yield name, group
    for child, command in getattr(group, "commands", {}).items():
        yield from commands(command, f"{name} {child}")


COMMANDS = dict(commands(typer.main.get_command(app)))


class TestHelp:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_and_every_option_has_help(self, name: str) -> None:
        command = COMMANDS[name]
        assert command.help
        without = [param.name for param in command.params if not getattr(param, "help", None)]
        assert without == []

    @pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if not hasattr(command, "commands")])
    def test_every_command_prints_json(self, name: str) -> None:
        assert "--json" in [option for param in COMMANDS[name].params for option in param.opts]

    def test_first_sentences_are_whole_in_the_list_of_commands(self, place: Place) -> None:
        for arguments in (["--help"], ["author", "--help"]):
            listed = place.run(*arguments).stdout.partition("Commands:")[2]
            assert listed
            assert "..." not in listed

    def test_alone_it_prints_help(self, place: Place) -> None:
        alone, asked = place.run(), place.run("--help")
        assert (alone.returncode, alone.stdout) == (0, asked.stdout)
        assert "dlquiz next" in alone.stdout

    def test_version(self, place: Place) -> None:
        assert place.run("--version").stdout == f"dlquiz {__version__}\n"


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["chekc"], "Did you mean 'check'?"),
            (["check", "--jsn"], "--json"),
            (["check", "--device", "tpu"], "tpu"),
            (["reset"], "SLUG"),
            (["check", "--all", "double"], "Name one, or say --all"),
            (["check", "--exercise", "double"], "dlquiz check FILE --exercise SLUG"),
            (["author", "chekc"], "Did you mean 'check'?"),
        ],
    )
    def test_one_line_and_exit_code_2(self, place: Place, arguments: list[str], words: str) -> None:
        done = place.run(*arguments)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith("dlquiz: ")
        assert words in done.stderr
        assert done.stderr.count("\n") == 1

    def test_errors_are_json_too(self, place: Place) -> None:
        for arguments in (["check", "--nonsense"], ["hint"], ["show", "dubble"]):
            done = place.run(*arguments, "--json")
            assert done.returncode == 2
            assert done.stderr == ""
            assert json.loads(done.stdout).keys() == {"schema", "error"}

    def test_an_unknown_exercise_and_its_nearest(self, place: Place) -> None:
        done = place.run("show", "dubble")
        assert done.returncode == 2
        assert 'no exercise "dubble". Nearest: double' in done.stderr

    @pytest.mark.parametrize(
        "arguments",
        [
            ["check"],
            ["check", "double"],
            ["hint"],
            ["hint", "double"],
            ["solution", "double"],
            ["repro"],
            ["check", "--all"],
        ],
    )
    def test_without_a_workspace_it_says_how_to_get_one(self, place: Place, arguments: list[str]) -> None:
        done = place.run(*arguments)
        assert done.returncode == 2
        assert "`dlquiz next` makes one" in done.stderr
        assert list(place.folder.iterdir()) == []

    def test_a_bank_that_is_not_there(self, place: Place) -> None:
        done = place.run("next", "--bank", "nowhere")
        assert done.returncode == 2
        assert "nowhere" in done.stderr
        assert list(place.folder.iterdir()) == []

    def test_a_fault_of_ours_is_a_sentence_and_the_traceback_is_kept_for_those_who_ask(self, place: Place) -> None:
        script = "import dlquiz.cli.hints as h, dlquiz.cli as c; h.one_more = None; c.main()"
        place.run("next")
        command, settings = [sys.executable, "-c", script, "hint"], {"cwd": place.folder, "capture_output": True}
        plain = subprocess.run(command, env=place.env, text=True, check=False, **settings)
        debug = subprocess.run(command, env=place.env | {"DLQUIZ_DEBUG": "1"}, text=True, check=False, **settings)
        assert (plain.returncode, debug.returncode) == (3, 3)
        assert "not yours" in plain.stderr
        assert "Traceback" not in plain.stderr
        assert "Traceback" in debug.stderr


class TestStart:
    def test_next_makes_a_workspace_and_shows_the_first_task(self, place: Place) -> None:
        done = place.run("next")
        assert done.returncode == 0
        assert "Made ./practice" in done.stdout
        assert "Double it." in done.stdout
        assert "practice/00_start/double.py" in done.stdout
        assert "NotImplementedError" in place.file().read_text()

    def test_as_json(self, place: Place) -> None:
        value = place.json("next")
        assert value["made"] == "./practice"
        assert value["graded"] is None
        assert value["next"]["exercise"] == "double"
        assert value["all_done"] is False
        assert "one" not in value["next"].values()  # no hint

    def test_what_is_there_already_stays(self, place: Place) -> None:
        place.file().parent.mkdir(parents=True)
        place.file().write_text(WRONG)
        assert place.run("next").returncode == 0
        assert place.file().read_text() == WRONG

    def test_a_named_workspace_remembers_its_bank(self, place: Place) -> None:
        bare = place.env | {"DLQUIZ_BANK": ""}
        assert place.run("next", "--workspace", "mine", "--bank", str(place.bank), env=bare).returncode == 0
        assert place.run("show", "again", cwd=place.folder / "mine" / "00_start", env=bare).returncode == 0
        shutil.move(place.bank, place.bank.with_name("moved"))
        gone = place.run("list", "--workspace", "mine", env=bare)
        assert gone.returncode == 2
        assert "dlquiz.yaml" in gone.stderr

    def test_found_from_below_and_from_above(self, started: Place) -> None:
        for folder in (started.folder, started.folder / "practice", started.file().parent):
            assert started.run("hint", cwd=folder).returncode == 0

    def test_a_file_in_place_of_the_workspace(self, place: Place) -> None:
        (place.folder / "practice").write_text("mine")
        done = place.run("next")
        assert done.returncode == 2
        assert "a file stands where a folder should be" in done.stderr
        assert (place.folder / "practice").read_text() == "mine"

    def test_a_folder_that_was_removed(self, place: Place) -> None:
        gone = place.folder / "gone"
        gone.mkdir()
        script = f"import os, sys; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r}); os.execv({PROGRAM!r}, ['dlquiz', 'list'])"
        done = subprocess.run(
            [sys.executable, "-c", script], env=place.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert "the folder you are in is gone" in done.stderr


class TestListAndShow:
    def test_list_without_a_workspace(self, place: Place) -> None:
        value = place.json("list")
        assert (value["passed"], value["total"], value["current"]) == (0, 2, "double")
        [topic] = value["topics"]
        states = {entry["exercise"]: entry["state"] for entry in topic["exercises"]}
        assert states == {"double": "pending", "again": "locked"}
        assert "double" in place.run("list").stdout

    def test_a_broken_exercise_is_listed_and_the_others_work(self, place: Place) -> None:
        (place.bank / "exercises" / "00_start" / "again" / "exercise.yaml").write_text("title: [")
        value = place.json("list")
        assert value["broken"].keys() == {"again"}
        assert "exercise.yaml" in value["broken"]["again"]
        assert "again" in place.run("list").stdout
        assert place.run("next").returncode == 0
        asked = place.run("show", "again")
        assert asked.returncode == 2
        assert "exercise.yaml" in asked.stderr

    def test_a_bank_of_nothing_but_broken_ones(self, place: Place) -> None:
        for slug in ("double", "again"):
            (place.bank / "exercises" / "00_start" / slug / "exercise.yaml").write_text("title: [")
        assert place.json("list")["broken"].keys() == {"double", "again"}
        done = place.run("next")
        assert done.returncode == 2
        assert "dlquiz list" in done.stderr

    def test_show_is_the_current_one_or_any(self, started: Place) -> None:
        assert started.json("show")["exercise"] == "double"
        value = started.json("show", "again")
        assert value["prompt"].startswith("# again")
        assert value["after"] == ["double"]


class TestHints:
    def test_one_more_each_time_and_then_all(self, started: Place) -> None:
        seen = [started.json("hint") for _ in range(5)]
        assert [value["hints"] for value in seen] == [["one"], ["one", "two"], *[["one", "two", "three"]] * 3]
        assert [value["more"] for value in seen] == [True, True, False, False, False]
        [topic] = started.json("list")["topics"]
        assert [entry["hints"] for entry in topic["exercises"] if entry["exercise"] == "double"] == [3]

    def test_the_screen_says_where_the_end_is(self, started: Place) -> None:
        first, _, third = (started.run("hint").stdout for _ in range(3))
        assert "Hint 1 of 3" in first
        assert "dlquiz hint" in first
        assert "last" in third


class TestSolution:
    def test_closed_until_a_pass_and_says_what_opens_it(self, started: Place) -> None:
        done = started.run("solution")
        assert done.returncode == 2
        assert "opens when you pass" in done.stderr
        assert "--give-up" in done.stderr
        assert done.stdout == ""

    def test_no_giving_up_without_a_try(self, started: Place) -> None:
        done = started.run("solution", "double", "--give-up")
        assert done.returncode == 2
        assert "try double at least once" in done.stderr


class TestReset:
    def test_nobody_to_ask(self, started: Place) -> None:
        started.file().write_text(WRONG)
        for extra in ([], ["--json"]):
            done = started.run("reset", "double", *extra)
            assert done.returncode == 2
            assert "--yes" in done.stderr + done.stdout
        assert started.file().read_text() == WRONG

    @pytest.mark.parametrize(("answer", "code"), [("n", 2), ("y", 0)])
    def test_asks(self, started: Place, answer: str, code: int) -> None:
        started.file().write_text(WRONG)
        master, slave = pty.openpty()
        os.write(master, f"{answer}\n".encode())
        done = started.run("reset", "double", stdin=slave)
        os.close(master)
        os.close(slave)
        assert done.returncode == code
        assert "Replace practice/00_start/double.py by the stub?" in done.stderr
        assert (started.file().read_text() == WRONG) is (code != 0)

    def test_there_and_back(self, started: Place) -> None:
        stub = started.file().read_text()
        started.file().write_text(WRONG)
        value = started.json("reset", "double", "--yes")
        assert started.file().read_text() == stub
        assert (started.folder / value["backup"]).read_text() == WRONG
        [kept] = started.json("reset", "double", "--list-backups")["backups"]
        assert kept["bytes"] == len(WRONG)
        assert started.run("reset", "double", "--restore", kept["name"]).returncode == 0
        assert started.file().read_text() == WRONG

    def test_the_list_and_an_unknown_number(self, started: Place) -> None:
        assert "no backup of double" in started.run("reset", "double", "--list-backups").stdout
        started.file().write_text(WRONG)
        assert "--restore 1" in started.run("reset", "double", "--yes").stdout
        done = started.run("reset", "double", "--restore", "2")
        assert done.returncode == 2
        assert "--list-backups" in done.stderr

    def test_a_folder_in_place_of_the_file(self, started: Place) -> None:
        started.file().unlink()
        started.file().mkdir()
        done = started.run("reset", "double", "--yes")
        assert done.returncode == 2
        assert "is a folder" in done.stderr


def test_a_database_of_a_newer_dlquiz_is_left_alone(started: Place) -> None:
    with closing(sqlite3.connect(started.database())) as db:
        db.execute("PRAGMA user_version = 99")
    done = started.run("hint")
    assert done.returncode == 2
    assert "newer dlquiz" in done.stderr


def test_a_damaged_database_is_kept_aside_and_said_once(started: Place) -> None:
    started.database().write_bytes(b"not a database at all, sorry\n" * 100)
    first, second = started.run("hint", "double"), started.run("hint", "double")
    assert (first.returncode, second.returncode) == (0, 0)
    [kept] = started.database().parent.glob("progress.db.corrupt-*")
    assert kept.read_bytes().startswith(b"not a database")
    assert kept.name in first.stderr
    assert second.stderr == ""
    assert started.json("hint", "double")["hints"] == ["one", "two", "three"]


def test_doctor_looks_at_everything(started: Place) -> None:
    findings = {finding["name"]: finding for finding in started.json("doctor")["findings"]}
    assert findings.keys() >= {"Python", "torch", "GPU", "sandbox", "workspace", "progress", "exercises"}
    assert findings["torch"]["state"] == "ok"


def test_doctor_says_what_is_missing_and_how_to_get_it(place: Place) -> None:
    (place.bank / "exercises" / "00_start" / "again" / "exercise.yaml").write_text("title: [")
    broken = place.folder / "torch.py"  # in place of the real one
    broken.write_text("raise ImportError('libcudart.so.12: cannot open shared object file')")
    done = place.run("doctor", env=place.env | {"PYTHONPATH": str(place.folder)})
    assert done.returncode == 2
    assert "libcudart.so.12" in done.stdout
    assert "pip install" in done.stdout
    assert "exercise.yaml" in done.stdout
    assert "Missing: torch, again." in done.stdout


def test_author_new_writes_a_folder_that_the_bank_reads(place: Place) -> None:
    value = place.json("author", "new", "00_start", "max_pool", "--bank", str(place.bank))
    assert any(file.endswith("max_pool/checks.py") for file in value["files"])
    assert place.run("show", "max_pool").returncode == 0
    assert place.run("author", "new", "00_start", "max_pool").returncode == 2


def test_the_shell_completes_exercises(started: Place) -> None:
    def complete(words: str) -> list[str]:
        env = started.env | {
            "_DLQUIZ_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
        }
        return started.run(env=env).stdout.split()

    assert complete("dlquiz show d") == ["double"]
    assert set(complete("dlquiz check ")) == {"double", "again"}
    assert complete("dlquiz solu") == ["solution"]
    assert complete("dlquiz show d --bank nowhere x") == []


def test_nobody_reads_on(started: Place) -> None:
    """`dlquiz show | true`: quiet."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        done = subprocess.run(
            [PROGRAM, "show"], cwd=started.folder, env=started.env, stdout=closed, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_terminal_without_unicode(started: Place) -> None:
    done = started.run("list", env=started.env | {"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert done.stdout.isascii()
