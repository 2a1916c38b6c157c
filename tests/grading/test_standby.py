"""A child that is kept for one question after the other: whatever a question does to it, the next one is answered."""

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from dlquiz.grading.forked import GROWN, Standby
from tests.processes import eventually, lives


def obey(question: bytes) -> bytes:
    """Does what the question says, and answers which process has done it."""
    match question.split(b" ", 1)[0]:
        case b"loop":
            while True:
                pass
        case b"crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case b"raise":
            raise ValueError
        case b"grow":
            assert bytearray(2 * GROWN << 10).count(b"\1") == 0
        case b"exhaust":
            bytearray(1 << 40)
    return b"%d %d" % (os.getpid(), len(question))


def asked(standby: Standby, question: bytes) -> int | None:
    """Who has answered."""
    standby.ask(question)
    answer = standby.answer()
    return None if answer is None else int(answer.split()[0])


Make = Callable[..., Standby]


@pytest.fixture
def make() -> Iterator[Make]:
    """Makes standbys that obey, or do other work."""
    with ExitStack() as stack:

        def make(seconds: float = 1.0, work: Callable[[bytes], bytes] = obey) -> Standby:
            return stack.enter_context(closing(Standby(work, seconds)))

        yield make


def test_one_child_answers_many_questions(make: Make) -> None:
    standby = make()
    pids = {asked(standby, b"well") for _ in range(20)}
    assert len(pids) == 1
    assert pids != {os.getpid()}


@pytest.mark.parametrize("hostile", ["loop", "crash", "raise", "exhaust"])
def test_what_ends_it_is_told_and_the_next_question_is_answered(make: Make, hostile: str) -> None:
    standby = make(0.2)
    first = asked(standby, b"well")
    assert asked(standby, hostile.encode()) is None
    assert asked(standby, b"well") not in (None, first)
    assert not Path(f"/proc/{first}").exists()


def test_one_that_was_killed_since_is_replaced(make: Make) -> None:
    """The next question must not suffer for it."""
    standby = make()
    first = asked(standby, b"well")
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: not lives(first))
    assert asked(standby, b"well") not in (None, first)


def test_the_time_is_each_questions_own(make: Make) -> None:
    standby = make(0.5, lambda question: bytes(sum(range(2_000_000)) % 2 + 1))
    for _ in range(30):
        standby.ask(b"")
        assert standby.answer()


def test_one_that_has_grown_is_replaced(make: Make) -> None:
    standby = make()
    pids = [asked(standby, question) for question in (b"well", b"grow", b"well", b"well")]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_what_nobody_waited_for_is_forgotten(make: Make) -> None:
    standby = make()
    standby.ask(b"well" * 1_000_000)
    standby.ask(b"well")
    answer = standby.answer()
    assert answer is not None
    assert answer.endswith(b" 4")


def test_it_holds_nobodys_descriptors(make: Make) -> None:
    read, write = os.pipe()
    standby = make(work=lambda question: str(len(list(Path("/proc/self/fd").iterdir()))).encode())
    standby.ask(b"")
    assert standby.answer() in (b"4", b"5")  # three streams, the connection, and the folder that is listed
    os.close(write)
    os.set_blocking(read, False)
    assert os.read(read, 1) == b""
    os.close(read)


def test_a_limit_of_memory_is_its_own(make: Make) -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    asked(make(), b"well")
    assert resource.getrlimit(resource.RLIMIT_AS) == before
