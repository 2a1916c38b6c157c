"""The warm grader as a learner meets it: started by itself, shared, looked at, ended; and never in the way."""

import os
import pty
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ENDLESS, PROGRAM, RIGHT, WRONG, Place
from tests.cli.pseudo_terminal import PseudoTerminal
from tests.processes import eventually, family


@pytest.fixture
def alone(started: Place) -> Iterator[Place]:
    """A place of somebody for whom no server runs."""
    with tempfile.TemporaryDirectory(prefix="dq-", dir="/tmp") as folder:  # a socket's path must be short
        place = replace(started, env=started.env | {"XDG_RUNTIME_DIR": folder})
        yield place
        place.run("server", "stop")


def the_server(place: Place) -> Any:
    (server,) = place.json("server", "status")["servers"]
    return server


def test_commands_share_it(alone: Place) -> None:
    assert alone.json("server", "status")["servers"] == []
    assert "No warm grader runs" in alone.run("server", "status").stdout
    alone.file().write_text(WRONG)
    assert alone.run("check").returncode == 1
    pid = the_server(alone)["pid"]
    assert alone.run("next").returncode == 1
    assert alone.run("check", "--all").returncode == 1
    assert alone.run("repro").returncode == 0
    server = the_server(alone)
    assert (server["pid"], server["jobs"], server["answers"], server["current"]) == (pid, 4, True, True)
    assert server["memory"] > 1 << 26
    shown = alone.run("server", "status").stdout
    assert f"Process {pid}" in shown
    assert "4 jobs so far" in shown
    assert f"process {pid}" in alone.run("doctor").stdout
    assert [stopped["pid"] for stopped in alone.json("server", "stop")["stopped"]] == [pid]
    assert eventually(lambda: not Path(f"/proc/{pid}").exists())
    assert "None was running" in alone.run("server", "stop").stdout
    assert "none runs now" in alone.run("doctor").stdout


def test_without_it_the_verdict_is_the_same(alone: Place) -> None:
    alone.file().write_text(WRONG)
    without = alone.json("check", "--no-server")
    assert alone.run("next", "--no-server").returncode == 1
    assert alone.run("check", env=alone.env | {"DLQUIZ_NO_SERVER": "1"}).returncode == 1
    assert alone.json("server", "status")["servers"] == []
    shared = alone.json("check")
    for report in (without, shared):
        del report["seconds"]
        for check in report["checks"]:
            del check["seconds"]
    assert without == shared


def test_a_pipe_ends_with_the_command(alone: Place) -> None:
    """Though the server that it has started lives on."""
    alone.file().write_text(RIGHT)
    command = f"{PROGRAM} check 2>&1 | cat"
    done = subprocess.run(
        ["sh", "-c", command], cwd=alone.folder, env=alone.env, capture_output=True, timeout=30, check=True
    )
    assert b"double" in done.stdout
    assert the_server(alone)["answers"]


def test_the_folder_where_it_was_started_can_go(alone: Place, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    (gone / "double.py").write_text(RIGHT)
    assert alone.run("check", "double.py", cwd=gone).returncode == 0
    (gone / "double.py").unlink()
    gone.rmdir()
    alone.file().write_text(RIGHT)
    assert alone.run("check").returncode == 0
    assert the_server(alone)["jobs"] == 2


def test_ctrl_c_leaves_it_alive(alone: Place) -> None:
    alone.file().write_text(ENDLESS)
    master, slave = pty.openpty()
    take_it = (
        "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
    )
    command = [sys.executable, "-c", take_it, PROGRAM, "check"]
    process = subprocess.Popen(
        command, cwd=alone.folder, env=alone.env, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    said = b""
    while b"Grading" not in said:
        said += os.read(master, 1000)
    assert b"Starting the grader" in said
    pid = the_server(alone)["pid"]
    os.write(master, b"\x03")
    assert process.wait(20) == 130
    os.close(master)
    assert eventually(lambda: not family(pid)), "the job is killed"
    alone.file().write_text(RIGHT)
    assert alone.run("check").returncode == 0
    assert the_server(alone)["pid"] == pid


def test_watch_keeps_it_warm_and_survives_its_end(alone: Place) -> None:
    env = alone.env | {"TERM": "xterm-256color"}
    with PseudoTerminal([PROGRAM, "watch"], alone.folder, env) as terminal:
        terminal.until("q quit")
        assert eventually(lambda: alone.json("server", "status")["servers"] != [])  # before anything is saved
        alone.file().write_text(WRONG)
        terminal.until("✗ doubles every number")
        first = the_server(alone)["pid"]
        assert alone.run("server", "stop").returncode == 0
        alone.file().write_text(RIGHT)
        terminal.until("Done ✓")
        second = the_server(alone)["pid"]
        assert second != first
        alone.file().write_text(ENDLESS)
        terminal.until("checking …")
        assert eventually(lambda: the_server(alone)["running"] == 1)
        assert alone.run("server", "stop").returncode == 0
        alone.file().write_text(WRONG)
        terminal.until("✗ doubles every number")
        terminal.type("q")
        assert terminal.end() == 0
    assert alone.attempts() == 3


def test_one_that_does_not_end_is_killed(alone: Place) -> None:
    alone.file().write_text(RIGHT)
    alone.run("check")
    pid = the_server(alone)["pid"]
    os.kill(pid, signal.SIGSTOP)
    assert "does not answer" in alone.run("server", "status").stdout
    assert alone.run("server", "stop").returncode == 0
    assert eventually(lambda: not Path(f"/proc/{pid}").exists())
