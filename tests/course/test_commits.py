"""Times of commits: believed only if asked, read by git without a line of the clone's own configuration."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dlquiz.course.handing_in import commits, read_handout
from dlquiz.errors import UsageError
from tests.course.class_builder import SLUGS, SOURCE, put, reasons, zipped

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(clone: Path, *words: str, day: int = 1) -> str:
    """Runs git as a student would, at noon of a day of March 2026."""
    when = f"2026-03-{day:02}T12:00:00Z"
    clean = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(clone)}
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    name = ("-c", "user.name=Kim", "-c", "user.email=kim@example.org")
    environment = os.environ | clean | dates
    return subprocess.run(
        ["git", *name, *words], cwd=clone, env=environment, check=True, capture_output=True, text=True
    ).stdout


def a_clone(folder: Path) -> Path:
    """One branch: softmax on day 2 and changed on day 5, max_pool on day 3 by a merge on day 4."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    put(folder, {"softmax.py": "old"})
    git(folder, "add", "."), git(folder, "commit", "-qm", "one", day=2)
    git(folder, "checkout", "-qb", "side")
    put(folder, {"02 ü/max_pool.py": SOURCE})
    git(folder, "add", "."), git(folder, "commit", "-qm", "two", day=3)
    git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "--no-ff", "side", "-m", "three", day=4)
    put(folder, {"softmax.py": SOURCE})
    git(folder, "add", "."), git(folder, "commit", "-qm", "four", day=5)
    return folder


def times(place: Path, *, believed: bool = True) -> dict[str, int | None]:
    """The day of March on which each exercise was handed in."""
    files = read_handout(place, SLUGS, commit_times=believed).files
    return {file.slug: file.submitted.day if file.submitted else None for file in files}


def test_a_file_was_handed_in_when_it_came_into_the_branch(tmp_path: Path) -> None:
    a_clone(tmp_path / "kim")
    assert times(tmp_path) == {"softmax": 5, "max_pool": 4}
    (file, *_) = read_handout(tmp_path, SLUGS, commit_times=True).files
    assert file.submitted == datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_no_commit_is_believed_unasked(tmp_path: Path) -> None:
    a_clone(tmp_path / "kim")
    assert times(tmp_path, believed=False) == {"softmax": None, "max_pool": None}


def test_a_clone_within_a_student_s_folder_is_one_too(tmp_path: Path) -> None:
    a_clone(tmp_path / "kim" / "hw3")
    put(tmp_path, {"kim/dropout.py": SOURCE})
    os.utime(tmp_path / "kim" / "dropout.py", (1_772_323_200, 1_772_323_200))  # 1 March
    assert times(tmp_path) == {"softmax": 5, "max_pool": 4, "dropout": 1}
    assert times(tmp_path, believed=False) == {"softmax": None, "max_pool": None, "dropout": 1}


def test_packed_branches_and_a_commit_without_a_branch(tmp_path: Path) -> None:
    clone = a_clone(tmp_path / "kim")
    git(clone, "pack-refs", "--all"), git(clone, "gc", "-q")
    assert times(tmp_path) == {"softmax": 5, "max_pool": 4}
    git(clone, "checkout", "-q", "--detach", "HEAD~1")
    assert times(tmp_path) == {"softmax": 2, "max_pool": 4}


def test_what_is_not_committed_has_no_time(tmp_path: Path) -> None:
    put(a_clone(tmp_path / "kim"), {"dropout.py": SOURCE})
    assert times(tmp_path)["dropout"] is None


def test_nothing_of_a_clone_is_run(tmp_path: Path) -> None:
    clone, trace = a_clone(tmp_path / "in" / "kim"), tmp_path / "trace"
    evil = tmp_path / "evil.sh"
    evil.write_text(f"#!/bin/sh\ntouch {trace}\n", encoding="utf-8")
    evil.chmod(0o755)
    # A signature, so that showing it would start gpg.program.
    signed = git(clone, "cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n x\n\n", 1
    )
    named = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--literally", "--stdin"],
        input=signed, cwd=clone, check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    (clone / ".git" / "refs" / "heads" / "main").write_text(named + "\n", encoding="ascii")
    for key in ("gpg.program", "core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "core.editor"):
        git(clone, "config", key, str(evil))
    git(clone, "config", "log.showSignature", "true")
    subprocess.run(["git", "log", "-1"], cwd=clone, capture_output=True, check=True)
    assert trace.exists()  # so much for git as it is
    trace.unlink()
    assert times(tmp_path / "in") == {"softmax": 5, "max_pool": 4}
    assert not trace.exists()


def no_objects(clone: Path) -> None:
    shutil.rmtree(clone / ".git" / "objects")


def shallow(clone: Path) -> None:
    (clone / ".git" / "shallow").write_text("0" * 40)


def nothing_there(clone: Path) -> None:
    (clone / ".git" / "HEAD").write_text("ref: refs/heads/gone\n")


def leads_out(clone: Path) -> None:
    (clone / ".git" / "HEAD").write_text("ref: refs/heads/../../../other\n")


def an_option(clone: Path) -> None:
    (clone / ".git" / "HEAD").write_text("--output=/tmp/x\n")


def a_file(clone: Path) -> None:
    shutil.rmtree(clone / ".git")
    (clone / ".git").write_text("gitdir: /\n")


def a_link(clone: Path) -> None:
    (clone / ".git").rename(clone.parent.parent / "away")
    (clone / ".git").symlink_to(clone.parent.parent / "away")


BROKEN = [no_objects, shallow, nothing_there, leads_out, an_option, a_file, a_link]


@pytest.mark.parametrize("breaks", BROKEN, ids=lambda breaks: breaks.__name__)
def test_a_history_that_can_t_be_read_is_told_and_the_files_are_graded(tmp_path: Path, breaks: object) -> None:
    clone = a_clone(tmp_path / "in" / "kim")
    assert callable(breaks)
    breaks(clone)
    put(tmp_path / "in", {"lee/softmax.py": SOURCE})
    handout = read_handout(tmp_path / "in", SLUGS, commit_times=True)
    assert [(file.student, file.slug) for file in handout.files] == [
        ("kim", "max_pool"), ("kim", "softmax"), ("lee", "softmax"),
    ]  # fmt: skip
    assert [file.submitted is None for file in handout.files] == [True, True, False]
    assert list(reasons(handout)) == ["kim"]
    assert handout.refused[0].what == "kim/.git"
    assert "nothing tells when its files were committed" in handout.refused[0].why


def test_a_year_that_no_calendar_has(tmp_path: Path) -> None:
    assert commits._times(b"\x0199999999999999999999\0\nsoftmax.py\0\x015\0\nsoftmax.py\0") == {
        "softmax.py": datetime.fromtimestamp(5, UTC)
    }


def test_a_zip_of_a_clone_has_the_zip_s_time(tmp_path: Path) -> None:
    put(tmp_path, {"kim.zip": zipped({".git/HEAD": "x", "softmax.py": SOURCE})})
    os.utime(tmp_path / "kim.zip", (1_772_323_200, 1_772_323_200))
    assert times(tmp_path) == {"softmax": 1}


def test_without_git_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_clone(tmp_path / "kim")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="needs git"):
        read_handout(tmp_path, SLUGS, commit_times=True)
    assert times(tmp_path, believed=False) == {"softmax": None, "max_pool": None}
