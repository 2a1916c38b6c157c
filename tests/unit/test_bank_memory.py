"""What the bank remembers is never stale, whatever happens to its files in between; and nothing depends on it."""

import os
import shutil
import time
from pathlib import Path

import pytest
from bank_builder import public, write, write_exercise
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlquiz.bank import Bank, Memory, memory, stamps, yaml_files
from dlquiz.errors import BankError

TICK = 0.02  # seconds; more than one of the kernel's clock


@pytest.fixture
def root(tmp_path):
    for slug in ("double", "softmax"):
        write_exercise(tmp_path, slug)
    write(
        tmp_path / "exercises" / "curriculum.yaml", "topics: [{name: 01_first, title: Start, exercises: [softmax]}]\n"
    )
    return tmp_path


@pytest.fixture(autouse=True)
def short_ticks(monkeypatch):
    """The tests can't wait two seconds before each step, and their file system has a faster clock than FAT."""
    monkeypatch.setattr(stamps, "SETTLED", int(TICK * 1e9))


@pytest.fixture
def reads(monkeypatch):
    """The names of the YAML files that are read."""
    names: list[str] = []
    read = yaml_files.read_yaml

    def counted(path):
        names.append(path.parent.name if path.name == "exercise.yaml" else path.name)
        return read(path)

    monkeypatch.setattr(yaml_files, "read_yaml", counted)
    return names


def seen(bank: Bank) -> object:
    return bank.metas(), {slug: str(error) for slug, error in bank.broken().items()}, bank.topics()


def remembering(root: Path) -> object:
    """What a command sees, which leaves behind what it has read."""
    kept = Memory(root / "memory")
    result = seen(Bank(root, kept))
    kept.keep()
    return result


def settle() -> None:
    time.sleep(2 * TICK)


def test_what_has_not_changed_is_not_read_again(root, reads):
    settle()
    first = remembering(root)
    assert sorted(reads) == ["curriculum.yaml", "double", "softmax"]
    reads.clear()
    assert remembering(root) == first
    assert reads == []


def test_only_what_has_changed_is_read_again(root, reads):
    settle()
    remembering(root)
    write_exercise(root, "double", old="minutes: 5", new="minutes: 7")
    reads.clear()
    assert remembering(root) == seen(Bank(root))
    assert reads[0] == "double" and reads.count("softmax") == 1  # that one by the bank without a memory


def test_a_change_that_hides_its_time_and_size_is_seen(root):
    settle()
    remembering(root)
    path = public(root, "double") / "exercise.yaml"
    before = path.stat()
    text = path.read_text()
    path.write_text(text.replace("minutes: 5", "minutes: 6"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert remembering(root) == seen(Bank(root))


def test_what_was_changed_a_moment_ago_is_not_kept(root, reads, monkeypatch):
    monkeypatch.setattr(stamps, "SETTLED", 3600 * 10**9)
    remembering(root)
    reads.clear()
    remembering(root)
    assert sorted(reads) == ["curriculum.yaml", "double", "softmax"]


def test_a_broken_exercise_is_read_each_time_and_told_each_time(root):
    write_exercise(root, "double", old="minutes: 5", new="minutes: many")
    settle()
    for _ in range(2):
        assert remembering(root) == seen(Bank(root))
    with pytest.raises(BankError, match="minutes"):
        Bank(root, Memory(root / "memory")).meta("double")


@pytest.mark.parametrize("content", [b"", b"\x00", b"\xc1" * 99, b"\x82", os.urandom(64)])
def test_a_spoilt_memory_is_as_good_as_none(root, content):
    settle()
    remembering(root)
    (root / "memory").write_bytes(content)
    assert remembering(root) == seen(Bank(root))


def test_a_memory_cut_off_anywhere_is_as_good_as_none(root):
    settle()
    remembering(root)
    whole = (root / "memory").read_bytes()
    for length in range(0, len(whole), 37):
        (root / "memory").write_bytes(whole[:length])
        assert seen(Bank(root, Memory(root / "memory"))) == seen(Bank(root))


def test_another_version_of_the_code_remembers_nothing(root, reads, monkeypatch, tmp_path_factory):
    settle()
    remembering(root)
    other = tmp_path_factory.mktemp("dlquiz") / "bank"
    other.mkdir()
    shutil.copy(memory.READERS.parent / "model.py", other.parent)
    monkeypatch.setattr(memory, "READERS", other)
    reads.clear()
    remembering(root)
    assert sorted(reads) == ["curriculum.yaml", "double", "softmax"]


def test_nothing_is_said_where_it_cannot_be_written(root):
    settle()
    kept = Memory(root / "nowhere" / "memory")
    seen(Bank(root, kept))
    kept.keep()
    assert not (root / "nowhere").exists()


def test_what_is_gone_is_forgotten(root):
    settle()
    remembering(root)
    shutil.rmtree(public(root, "double"))
    settle()
    remembering(root)
    write_exercise(root, "later")
    settle()
    remembering(root)
    assert b"later/exercise.yaml" in (root / "memory").read_bytes()
    assert b"double/exercise.yaml" not in (root / "memory").read_bytes()


def change(root: Path, step: str, slug: str) -> None:
    """One thing that may happen to a bank between two commands."""
    folder = public(root, slug)
    path = folder / "exercise.yaml"
    match step:
        case "edit" if path.exists():
            path.write_text(path.read_text().replace("minutes: ", "minutes: 1"))
        case "replace" if path.exists():
            draft = folder / "draft"
            draft.write_text(path.read_text().replace("minutes: ", "minutes: 2"))
            draft.rename(path)
        case "break" if path.exists():
            path.write_text("title: [\n")
        case "lose a file":
            (folder / "stub.py").unlink(missing_ok=True)
        case "restore":
            shutil.rmtree(folder, ignore_errors=True)
            write_exercise(root, slug)
        case "remove":
            shutil.rmtree(folder, ignore_errors=True)
        case "touch" if path.exists():
            os.utime(path, (0, 0))
        case "list":
            write(
                root / "exercises" / "curriculum.yaml", f"topics: [{{name: 01_first, title: S, exercises: [{slug}]}}]\n"
            )
        case "unlist":
            (root / "exercises" / "curriculum.yaml").unlink(missing_ok=True)


STEPS = st.sampled_from(["edit", "replace", "break", "lose a file", "restore", "remove", "touch", "list", "unlist"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(STEPS, st.sampled_from(["double", "softmax"]), st.booleans()), max_size=6))
def test_it_is_never_stale(tmp_path_factory, steps):
    root = tmp_path_factory.mktemp("bank")
    for slug in ("double", "softmax"):
        write_exercise(root, slug)
    for step, slug, wait in steps:
        if wait:
            settle()
        remembering(root)
        change(root, step, slug)
        assert remembering(root) == seen(Bank(root))
