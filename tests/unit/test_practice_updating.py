"""An update that is broken off: killed, or the disk full, at any step that changes a file."""

import errno
import itertools
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dlquiz import __version__
from dlquiz.bank import Bank
from dlquiz.bank.delivery import Delivery, receive
from dlquiz.bank.manifest import FILE, FORMAT, Manifest, Released, changed_files, digest, read_manifest
from dlquiz.errors import UsageError
from dlquiz.practice.updating import update
from dlquiz.practice.workspace import Workspace
from tests.support import write_bank

MINE = "def double(x):\n    return x  # mine\n"
SLUGS = ("double", "again", "third")
CHANGING = ("os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
ENDED = 3  # the exit code of an update that said what is wrong


def release(root: Path, id: str, word: str, slugs: tuple[str, ...] = SLUGS) -> Path:
    """A release without solutions, with `word` in its stubs."""
    bank = write_bank(root / f"bank-{id}")
    for slug in slugs:
        write_bank(bank, slug=slug)
        stub = bank / "exercises" / "00_start" / slug / "stub.py"
        stub.write_text(stub.read_text().replace("# TODO", f"# TODO: {word}"))
    shutil.rmtree(bank / "solutions")
    files = {path.relative_to(bank).as_posix(): path for path in bank.rglob("*") if path.is_file()}
    hashes = {name: digest(path.read_bytes()) for name, path in files.items()}
    exercises = {slug: Released("00_start", "1", "1") for slug in slugs}
    (bank / FILE).write_bytes(msgspec.json.encode(Manifest(FORMAT, id, "A course", __version__, exercises, hashes)))
    return bank


def practising(root: Path, course: Path) -> Workspace:
    """Somebody who has written in `double`, has the stub of `again`, and nothing of `third`."""
    work = Workspace.make(root, str(course))
    bank = Bank(course)
    for slug in ("double", "again"):
        work.serve(bank.meta(slug), bank.stub(slug))
    work.file(bank.meta("double")).write_text(MINE)
    return work


def visible(root: Path) -> dict[str, bytes]:
    """What a learner sees in the workspace."""
    found = (path for path in root.rglob("*") if path.is_file())
    names = ((path.relative_to(root).as_posix(), path) for path in found)
    return {name: path.read_bytes() for name, path in names if "/." not in f"/{name}"}


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill_the_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def changes_files(event: str, args: tuple[Any, ...]) -> bool:
    return event in CHANGING or (event == "open" and isinstance(args[2], int) and bool(args[2] & WRITING))


def broken_off(at: int, work: Workspace, delivery: Delivery, end: Callable[[], None]) -> int:
    """The status of a process that updates, and comes to its end at the `at`-th step that changes a file."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        steps = itertools.count()
        sys.addaudithook(lambda event, args: end() if changes_files(event, args) and next(steps) == at else None)
        update(work, Bank(Path(work.bank or "")), delivery)
        code = 0 if next(steps) <= at else ENDED
    except UsageError:
        code = ENDED
    finally:
        os._exit(code)


def each_step(tmp_path: Path, source: Path, target: Path, end: Callable[[], None]) -> Iterator[tuple[int, Workspace]]:
    """For each step a copy of the workspace `source` in which the update to `target` has ended there."""
    delivery = receive(target)
    for at in itertools.count():
        root = tmp_path / f"at{at}"
        shutil.copytree(source, root)
        code = broken_off(at, Workspace.open(root), delivery, end)
        if code == 0:
            assert at > len(delivery.files)  # each was written at a step of its own
            return
        assert code == (-signal.SIGKILL if end is kill else ENDED), at
        yield at, Workspace.open(root)


@pytest.mark.parametrize("end", [kill, fill_the_disk])
def test_nothing_is_lost_and_the_same_update_goes_on(tmp_path: Path, end: Callable[[], None]) -> None:
    old, new = release(tmp_path, "r1", "old"), release(tmp_path, "r2", "new")
    work = practising(tmp_path / "here", old)
    before = visible(work.root)
    whole = practising(tmp_path / "whole", old)
    update(whole, Bank(old), receive(new))
    after = visible(whole.root)
    assert after["00_start/double.py"] == MINE.encode()
    assert b"new" in after["00_start/double.new.py"] and b"new" in after["00_start/again.py"]
    for at, left in each_step(tmp_path, work.root, new, end):
        for name, content in visible(left.root).items():
            assert content in (before.get(name), after.get(name)), (at, name)
        assert before.keys() <= visible(left.root).keys(), at
        course = Path(left.bank or "")
        assert changed_files(course, read_manifest(course)) == [], at
        update(left, Bank(course), receive(new))
        assert visible(left.root) == after, at
        assert [path.name for path in (left.state / "courses").iterdir()] == ["r2"], at


@pytest.mark.parametrize("end", [kill, fill_the_disk])
def test_the_release_that_is_there_already_stays_whole(tmp_path: Path, end: Callable[[], None]) -> None:
    old, new = release(tmp_path, "r1", "old"), release(tmp_path, "r2", "new")
    work = practising(tmp_path / "here", old)
    update(work, Bank(old), receive(new))
    course = Path(Workspace.open(work.root).bank or "")
    assert broken_off(0, Workspace.open(work.root), receive(new), end) == 0  # nothing is left to change
    (course / "exercises" / "curriculum.yaml").write_text("damaged")
    update(Workspace.open(work.root), Bank(course), receive(new))
    assert changed_files(course, read_manifest(course)) == []
