"""An exercise that a judge holds is the one that the bank would read, whatever happens to its files in between."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bank_builder import public, replace, secret, write, write_exercise

from dlquiz.bank import Bank, stamps
from dlquiz.bank.held import HeldExercises
from dlquiz.errors import BankError, UsageError

TICK = 0.02  # seconds; more than one of the kernel's clock


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank of one exercise that was not changed just now."""
    monkeypatch.setattr(stamps, "SETTLED", int(TICK * 1e9))
    write_exercise(tmp_path)
    time.sleep(2 * TICK)
    return tmp_path


def test_what_has_not_changed_is_not_read_again(root: Path) -> None:
    held = HeldExercises()
    first = held.get(str(root), "double")
    assert held.get(str(root), "double") is first
    assert first == Bank(root).exercise("double")


def another_check(root: Path) -> None:
    replace(public(root) / "checks.py", "ref.double(2.0)", "ref.double(3.0)")


def another_limit(root: Path) -> None:
    replace(public(root) / "exercise.yaml", "seconds: 5", "seconds: 6")


def another_mistake(root: Path) -> None:
    replace(secret(root) / "mistakes.yaml", "halved: {says: It is", "halved: {says: It was")


def one_alternative_more(root: Path) -> None:
    write(secret(root) / "alternatives" / "third.py", "def double(x, factor=2):\n    return factor * x\n")


def one_alternative_less(root: Path) -> None:
    (secret(root) / "alternatives" / "added.py").unlink()


def a_file_with_the_old_size_and_time(root: Path) -> None:
    path = secret(root) / "solution.py"
    before = path.stat()
    replace(path, "return factor * x", "return factor + x")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def a_file_that_takes_the_place(root: Path) -> None:
    path, draft = secret(root) / "solution.py", root / "draft"
    write(draft, path.read_text(encoding="utf-8").replace("factor * x", "x * factor"))
    draft.rename(path)


@pytest.mark.parametrize(
    "change",
    [
        *(another_check, another_limit, another_mistake, one_alternative_more, one_alternative_less),
        *(a_file_with_the_old_size_and_time, a_file_that_takes_the_place),
    ],
)
def test_what_has_changed_is_read_again(root: Path, change: Callable[[Path], None]) -> None:
    if change in (a_file_with_the_old_size_and_time, a_file_that_takes_the_place):
        write(secret(root) / "mistakes.yaml", "{}")  # whose changes would not apply to another solution
        time.sleep(2 * TICK)
    held = HeldExercises()
    before = held.get(str(root), "double")
    assert held.get(str(root), "double") is before
    change(root)
    assert held.get(str(root), "double") == Bank(root).exercise("double") != before


def test_what_was_changed_a_moment_ago_is_not_held(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "SETTLED", 3600 * 10**9)
    held = HeldExercises()
    assert held.get(str(root), "double") is not held.get(str(root), "double")


def test_an_exercise_that_breaks_or_goes(root: Path) -> None:
    held = HeldExercises()
    held.get(str(root), "double")
    checks = public(root) / "checks.py"
    checks.rename(root / "checks.py")
    with pytest.raises(BankError):
        held.get(str(root), "double")
    (root / "checks.py").rename(checks)
    held.get(str(root), "double")
    public(root).rename(root / "elsewhere")
    with pytest.raises(UsageError):
        held.get(str(root), "double")


def test_two_banks_with_the_same_slug(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    write_exercise(other, old="Double a number", new="Another one")
    time.sleep(2 * TICK)
    held = HeldExercises()
    assert [held.get(str(bank), "double").meta.title for bank in (root, other, root)] == [
        "Double a number",
        "Another one",
        "Double a number",
    ]


def test_it_does_not_grow_without_end(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlquiz.bank.held.MOST", 2)
    for slug in ("second", "third"):
        write_exercise(root, slug)
    time.sleep(2 * TICK)
    held = HeldExercises()
    first, second = held.get(str(root), "double"), held.get(str(root), "second")
    held.get(str(root), "third")
    assert held.get(str(root), "second") is second
    assert held.get(str(root), "double") is not first, "asked for before the two others"
