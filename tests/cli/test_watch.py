"""`dlquiz watch` on a terminal of its own, on the tiny bank: `double`, and `again` after it."""

import re
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import ENDLESS, PROGRAM, RIGHT, WRONG, Place
from tests.cli.pseudo_terminal import PseudoTerminal

COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3|4|9|10)[0-7][;m]")
UP, DOWN, ESCAPE = "\x1b[A", "\x1b[B", "\x1b"


def watching(place: Place, *arguments: str, **env: str) -> PseudoTerminal:
    """`dlquiz watch`, started. No editor but what `env` says."""
    unset = {name: value for name, value in place.env.items() if name not in ("VISUAL", "EDITOR")}
    return PseudoTerminal([PROGRAM, "watch", *arguments], place.folder, unset | {"TERM": "xterm-256color"} | env)


def replace(file: Path, text: str) -> None:
    """Save as many editors do: a new file takes the name of the old one."""
    draft = file.with_name("4913")
    draft.write_text(text)
    draft.rename(file)


def test_each_save_is_graded(started: Place) -> None:
    with watching(started) as terminal:
        terminal.until("Double it.", "practice/00_start/double.py", "q quit")
        started.file().write_text(WRONG)
        terminal.until("✗ doubles every number", "0 / 3")
        replace(started.file(), "def double(x)\n    return 2 * x\n")
        terminal.until("SyntaxError", "All 2 checks wait for that")
        started.file().unlink()
        terminal.until("practice/00_start/double.py is gone")
        replace(started.file(), WRONG)
        terminal.until("✗ doubles every number")
        started.file().write_text(started.bank.joinpath("exercises/00_start/double/stub.py").read_text())
        terminal.until("Double it.")
        started.file().write_text(RIGHT)
        terminal.until("Done ✓", "n   goes on to again", "all ▰▰▰▰▰▱▱▱▱▱ 1/2")
        terminal.type("q")
        assert terminal.end() == 0
        assert terminal.as_before
        assert "To go on: dlquiz watch" in terminal.text
        assert "Done" not in terminal.text
    assert started.attempts() == 4


def test_a_burst_of_saves_is_one_check_of_the_newest_text(started: Place) -> None:
    with watching(started) as terminal:
        terminal.until("q quit")
        for factor in range(3, 40):
            replace(started.file(), f"def double(x):\n    print('factor', {factor})\n    return {factor} * x\n")
        terminal.until("factor 39", "✗")
        replace(started.file(), RIGHT)
        terminal.until("Done ✓")
    assert started.attempts() == 2


def test_a_check_that_takes_long_stops_neither_keys_nor_saves(started: Place) -> None:
    with watching(started) as terminal:
        terminal.until("q quit")
        started.file().write_text(ENDLESS)
        terminal.until("checking …")
        terminal.type("?")
        terminal.until("shows one more hint")
        terminal.type("q")
        terminal.until("checking …", "Double it.")
        started.file().write_text("def double(x):\n    while True:\n        print('x' * 1000)\n")
        terminal.until("Your code prints too much", "You printed", "more lines")
        started.file().write_text(ENDLESS)
        terminal.until("checking …")
        started.file().write_text(RIGHT)
        terminal.until("Done ✓")
    assert started.attempts() == 2  # the endless ones were never graded


def test_hints_list_and_the_way_on(started: Place) -> None:
    started.file().write_text(WRONG)
    with watching(started) as terminal:
        terminal.until("✗ doubles every number", "t task")
        terminal.type("n")
        terminal.until("Not passed yet")
        terminal.type("h")
        terminal.until("Hint 1 of 3", "one")
        terminal.type("hh")
        terminal.until("Hint 3 of 3", "three")
        terminal.type("t")
        terminal.until("Double it.", "Esc back")
        terminal.type("l")
        terminal.until(">→ double", "– again")
        terminal.type("k" + DOWN + UP)
        terminal.until(">– again")
        terminal.type("\r")
        terminal.until("00_start / again", "practice/00_start/again.py")
        terminal.type("lj\r")
        terminal.until("✗ doubles every number", "practice/00_start/double.py")
        replace(started.file(), RIGHT)
        terminal.until("Done ✓", "3 hints", "n next")
        terminal.type("n")
        terminal.until("00_start / again", without="n next")
        replace(started.file("again"), RIGHT)
        terminal.until("Every exercise is passed: 2 of 2.")
    assert started.json("hint", "double")["hints"] == ["one", "two", "three"]
    assert started.attempts() == 2  # what nobody touched since is not stored again


def test_solution_reset_and_all(started: Place) -> None:
    started.file().write_text(WRONG)
    with watching(started) as terminal:
        terminal.until("✗ doubles every number")
        terminal.type("x")
        terminal.until("Replace practice/00_start/double.py by the stub?", "y yes  n no")
        terminal.type("n")
        terminal.until("✗ doubles every number", without="Replace")
        assert started.file().read_text() == WRONG
        terminal.type("xy")
        terminal.until("The stub again.", "practice/.dlquiz/backups/double/", "Double it.")
        assert "NotImplementedError" in started.file().read_text()
        replace(started.file(), WRONG)
        terminal.until("✗ doubles every number")
        terminal.type("s")
        terminal.until("see all hints of double before you give up: 3 hints are left")
        terminal.type("hhh")
        terminal.until("Hint 3 of 3")
        terminal.type("s")
        terminal.until("Give up on double")
        terminal.type("y")
        terminal.until("From yours (-) to the reference (+)")
        terminal.type(ESCAPE)
        terminal.until("n next", without="reference")
        terminal.type("c")
        terminal.until("0 of 1 exercises passed")
        terminal.type(ESCAPE)
        terminal.until("✗ doubles every number")
    assert started.json("solution", "double")["exercise"] == "double"


def test_a_diagnosis_that_comes_late_moves_nothing(started: Place) -> None:
    """Who reads a hint meanwhile goes on reading it."""
    endless = 'endless: {says: It never ends., change: [["2 * x", "[x for _ in iter(int, 1)]"]]}\n'
    (started.bank / "solutions/00_start/double/mistakes.yaml").write_text(endless)
    with watching(started) as terminal:
        terminal.until("q quit")
        replace(started.file(), WRONG)
        terminal.until("looking for the mistake")
        terminal.type("hhh")
        terminal.until("Hint 3 of 3")
        terminal.until("checked at", without="looking")
        terminal.until("Hint 3 of 3")
        terminal.type("\x1b[H")
        terminal.until("✗ doubles every number", "The answer is the right one times 1.5", without="Hint 3 of 3")


def test_the_solution_opens_as_the_course_says(started: Place) -> None:
    course = started.bank / "course.yaml"
    course.write_text("reveal: after_pass\n")
    started.file().write_text(WRONG)
    with watching(started) as terminal:
        terminal.until("✗ doubles every number")
        terminal.type("s")
        terminal.until("this course knows no giving up")
        replace(started.file(), RIGHT)
        terminal.until("Done ✓", "shows the reference")
        terminal.type("s")
        terminal.until("From yours (-) to the reference (+)")
        terminal.type(ESCAPE + "q")
        assert terminal.end() == 0


def test_a_closed_solution_is_not_offered_after_a_pass(started: Place) -> None:
    (started.bank / "course.yaml").write_text("reveal: {after: 2099-01-01T00:00:00Z}\n")
    started.file().write_text(RIGHT)
    with watching(started) as terminal:
        terminal.until("Done ✓", without="shows the reference")
        terminal.type("s")
        terminal.until("opens on 2099-01-01 00:00 UTC")


def test_what_was_given_up_comes_back_with_the_stub(started: Place) -> None:
    started.file().write_text(WRONG)
    started.run("check", "double")
    for _ in range(3):
        started.run("hint", "double")
    assert started.run("solution", "double", "--give-up").returncode == 0
    with closing(sqlite3.connect(started.database())) as db:
        db.execute("UPDATE events SET at = '2026-01-01T00:00:00.000+00:00'")
        db.commit()
    with watching(started) as terminal:
        terminal.until("double is back, since you gave up on it: the stub again.", "Double it.")
        replace(started.file(), RIGHT)
        terminal.until("Done ✓", without="You gave up")
    assert started.json("list")["passed"] == 1


def test_checking_all_stops_at_escape_and_at_a_save(started: Place) -> None:
    started.file().write_text(WRONG)
    started.file("again").write_text(ENDLESS)  # comes first
    with watching(started) as terminal:
        terminal.until("✗ doubles every number")
        terminal.type("c")
        terminal.until("Checking all that you have begun: 0 of 2 done.", "checking …")
        terminal.type(ESCAPE)
        terminal.until("✗ doubles every number", without="checking")
        terminal.type("c")
        terminal.until("Checking all", "checking …")
        replace(started.file(), RIGHT)
        terminal.until("Done ✓", "No longer checking all, since you saved.")
    assert (started.attempts(), started.attempts("again")) == (2, 0)


def test_any_size_and_no_colour(started: Place) -> None:
    started.file().write_text("def double(x):\n    print('wide ' * 100)\n    return [b, t, c]\n")
    with watching(started) as terminal:
        terminal.until("NameError", "q quit")
        for columns, rows in ((40, 12), (20, 6), (200, 60), (1, 1), (80, 24)):
            terminal.resize(columns, rows)
            terminal.type("?")
            terminal.until(*(["lists all exercises"] if columns >= 80 else []))
            terminal.type(ESCAPE)
            terminal.until(*(["NameError"] if columns >= 80 else []))
        terminal.until("NameError", "─" * 30, "q quit")
        assert not COLOUR.search(terminal.written)
        assert b"\x1b]8;" in terminal.written  # the path is a link


def test_colour(started: Place) -> None:
    with watching(started, NO_COLOR="") as terminal:
        terminal.until("q quit")
        assert COLOUR.search(terminal.written)


def test_the_editor_has_the_terminal_and_gives_it_back(started: Place) -> None:
    (started.folder / "edit").write_text('echo editing $(basename "$1"); read line; echo "$line" >> "$1"\n')
    editor = f"sh {started.folder}/edit"
    started.file().write_text(RIGHT)
    with watching(started, EDITOR=editor) as terminal:
        terminal.until("Done ✓")
        terminal.type("o")
        terminal.until("editing double.py")
        terminal.type("syntax error\r")
        terminal.until("SyntaxError", "q quit")
    started.file().write_text(RIGHT)
    with watching(started, "--editor", editor) as terminal:
        terminal.until("editing double.py")
        terminal.type("# fine\r")
        terminal.until("Done ✓", "n next")
        terminal.type("n")
        terminal.until("editing again.py")
        terminal.type("syntax error\r")
        terminal.until("SyntaxError", "practice/00_start/again.py")


def test_without_an_editor_it_says_how_to_name_one(started: Place) -> None:
    with watching(started) as terminal:
        terminal.until("q quit")
        terminal.type("o")
        terminal.until("dlquiz watch --editor CMD")
    with watching(started, "--editor", "no-such-editor") as terminal:
        terminal.until("the editor `no-such-editor` can't be started", "q quit")


def test_it_follows_another_terminal(started: Place) -> None:
    started.file().write_text(RIGHT)
    with watching(started) as terminal:
        terminal.until("Done ✓")
        assert started.run("next").returncode == 0
        terminal.until("00_start / again")
        started.file().write_text(WRONG)
        terminal.until("double was saved, but again is watched")


def test_ctrl_z_gives_the_terminal_to_the_shell(started: Place) -> None:
    shell = f"set -m; {PROGRAM} watch; stty -a | grep -o ' echo '; echo stopped; read line; fg"
    env = started.env | {"TERM": "xterm"}
    with PseudoTerminal(["bash", "-c", shell], started.folder, env) as terminal:
        terminal.until("q quit")
        terminal.type("\x1a")
        terminal.until("echo", "stopped")
        started.file().write_text(RIGHT)
        terminal.type("\r")
        terminal.until("Done ✓")
        terminal.type("q")
        assert terminal.end() == 0
        assert terminal.as_before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_however_it_is_ended_the_terminal_is_restored(started: Place, number: int, code: int) -> None:
    started.file().write_text(ENDLESS)
    with watching(started) as terminal:
        terminal.until("checking …")
        terminal.process.send_signal(number)
        assert terminal.end() == code
        assert terminal.as_before
        assert "Traceback" not in terminal.text


def test_a_fault_of_ours_restores_the_terminal_too(started: Place) -> None:
    script = "import dlquiz.cli.watched as w, dlquiz.cli as c; w.one_more = None; c.main()"
    env = started.env | {"TERM": "xterm"}
    with PseudoTerminal([sys.executable, "-c", script, "watch"], started.folder, env) as terminal:
        terminal.until("q quit")
        terminal.type("h")
        assert terminal.end() == 3
        assert terminal.as_before
        assert "this is a fault of dlquiz, not yours" in terminal.text


def test_the_terminal_goes_away(started: Place) -> None:
    with watching(started) as terminal:
        terminal.until("q quit")
        terminal.type("\x04")
        assert terminal.end() == 0


@pytest.mark.parametrize("term", ["dumb", "", "xterm"])
def test_without_a_terminal_it_names_another_command(started: Place, term: str) -> None:
    if term == "xterm":  # but stdin is none
        done = started.run("watch", env=started.env | {"TERM": term})
        assert (done.returncode, done.stdout) == (2, "")
        told = done.stderr
    else:
        with watching(started, TERM=term) as terminal:
            assert terminal.end() == 2
            told = terminal.text
    assert told.strip() == "dlquiz: `dlquiz watch` needs a terminal to draw on. Without one: dlquiz check"


def test_it_prints_no_json(started: Place) -> None:
    assert "dlquiz check --json" in started.json("watch")["error"]
