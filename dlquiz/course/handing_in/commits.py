"""When the files of a clone were committed. Students can write any time into a commit, so only who asks is told.

`git` reads the clone's objects and nothing else of it: a clone's own configuration names programs that git would start.
"""

import os
import re
import resource
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from dlquiz.course.handing_in.entries import Unreadable
from dlquiz.course.handing_in.folders import read_file
from dlquiz.errors import UsageError

SECONDS = 20  # for the history of one clone
MEMORY = 2**30  # bytes that git may use
LARGEST = 2**20  # bytes of a file of references
HASH = re.compile(r"[0-9a-f]{40}")
REFERENCE = re.compile(r"ref: (refs/heads/[^\s\x00]+)")
LOG = (
    "log", "-z", "--first-parent", "--diff-merges=first-parent", "--no-renames", "--name-only", "--format=%x01%ct",
)  # fmt: skip


class CommitTimes:
    """Reads clones with the system's git. A merge counts when it came into the branch that is checked out."""

    def __init__(self) -> None:
        """Raises UsageError if there is no git."""
        if shutil.which("git") is None:
            raise UsageError("`commit_times` needs git, which is not installed here")
        self.problems: list[str] = []  # why the histories asked for could not be read

    def __call__(self, clone: Path) -> dict[str, datetime]:
        """The time of the last commit of each file of `clone`, by its path there; none where it can't be read."""
        try:
            return _times(_log(clone / ".git"))
        except Unreadable as problem:
            self.problems.append(f"{problem}; nothing tells when its files were committed")
            return {}


def _log(git: Path) -> bytes:
    if not git.is_dir() or git.is_symlink() or (git / "objects").is_symlink():
        raise Unreadable("is no plain folder of a clone")
    if (git / "shallow").exists():
        raise Unreadable("holds only a part of the history; clone without --depth")
    with tempfile.TemporaryDirectory(prefix="dlquiz-") as empty:
        for name in ("objects", "refs"):
            (Path(empty) / name).mkdir()
        (Path(empty) / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
        environment = {
            "PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "GIT_DIR": empty,
            "GIT_OBJECT_DIRECTORY": str(git.absolute() / "objects"), "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
        }  # fmt: skip
        try:
            done = subprocess.run(
                ["git", *LOG, _head(git), "--"], env=environment, cwd=empty, stdin=subprocess.DEVNULL,
                capture_output=True, timeout=SECONDS, check=False, preexec_fn=_bounded,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Unreadable(f"takes more than {SECONDS} s to read") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise Unreadable(f"can't be read by git ({said[0][:200]})")
    return done.stdout


def _head(git: Path) -> str:
    """The commit that is checked out."""
    head = _text(git / "HEAD")
    if match := REFERENCE.fullmatch(head):
        name = match[1]
        if ".." in name:
            raise Unreadable("has a HEAD that leads out of it")
        head = _text(git / name) if (git / name).is_file() else _packed(git, name)
    if not HASH.fullmatch(head):
        raise Unreadable("has no commit checked out")
    return head


def _packed(git: Path, name: str) -> str:
    """A branch's commit from the file that holds all branches that were packed; "" if it is not there."""
    packed = git / "packed-refs"
    lines = _text(packed).splitlines() if packed.is_file() else []
    return next((line.partition(" ")[0] for line in lines if line.partition(" ")[2] == name), "")


def _text(path: Path) -> str:
    return read_file(path, LARGEST).decode("utf-8", "replace").strip()


def _times(log: bytes) -> dict[str, datetime]:
    """The newest time of each path: the log begins with the newest commit."""
    times: dict[str, datetime] = {}
    when = None
    for part in log.split(b"\0"):
        if part.startswith(b"\1"):
            when = _moment(part[1:])
        elif when is not None and (path := part.removeprefix(b"\n")):
            times.setdefault(os.fsdecode(path), when)
    return times


def _moment(seconds: bytes) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):  # a year that no calendar has
        return None


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
