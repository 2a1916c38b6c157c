"""The limit of the judge's own time, in a process of its own, which it ends."""

import os
import time
from collections.abc import Callable

import pytest

from dlquiz.grading import bounds
from dlquiz.grading.bounds import limited_time


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LOOK", 0.01)
    monkeypatch.setattr(bounds, "IDLE", 3)


def burn(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def in_a_fork(*bodies: tuple[str, float, float], work: Callable[[float], None] = burn) -> str:
    """What is written by the bodies (a word, seconds that it works, seconds that it may) and by giving up."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            for word, takes, most in bodies:
                with limited_time(lambda: os.write(write, b"gave up ") and None, most):
                    work(takes)
                os.write(write, f"{word} ".encode())
                time.sleep(0.1)  # in which the thread may end
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        text = told.read()
    os.waitpid(pid, 0)
    return text.strip()


def test_a_body_that_takes_too_long_ends_the_process() -> None:
    assert in_a_fork(("never", 20.0, 0.1)) == "gave up"


def test_each_body_has_its_own_time() -> None:
    assert in_a_fork(*[(word, 0.1, 0.3) for word in "abcdef"]) == "a b c d e f"


def test_the_last_of_many_is_stopped() -> None:
    assert in_a_fork(("a", 0.0, 0.1), ("b", 0.0, 0.1), ("never", 20.0, 0.1)) == "a b gave up"


def test_waiting_does_not_count() -> None:
    assert in_a_fork(("a", 0.3, 0.1), work=time.sleep) == "a"


def test_a_fork_within_a_body_begins_anew() -> None:
    with limited_time(lambda: None, 60.0):
        assert in_a_fork(("a", 0.0, 0.1), ("never", 20.0, 0.1)) == "a gave up"
