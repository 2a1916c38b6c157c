"""Saves become messages, one for each burst; one check runs at a time, of the newest text."""

import select
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import watchfiles._rust_notify
from msgspec import Struct

from dlquiz.errors import GraderFault
from dlquiz.jobs import Cancelled
from dlquiz.model import Job, Report, Verdict
from dlquiz.practice import watching
from dlquiz.practice.watching import Broken, Checked, Checks, Inbox, Saved, Saves, Told

SECONDS = 10.0


def job(text: str) -> Job:
    return Job("double", text.encode(), "double.py", "bank")


REPORT = Report("double", "v", Verdict.PASSED, 1, 1, (), {}, "practice", 0.1)


def received(inbox: Inbox) -> list[Struct]:
    assert select.select([inbox], [], [], SECONDS)[0]
    return list(inbox.take())


class TestInbox:
    def test_messages_come_in_order_and_once(self) -> None:
        inbox = Inbox()
        for text in "abc":
            inbox.put(Checked(job(text), REPORT))
        assert [message.job.source for message in received(inbox) if isinstance(message, Checked)] == [b"a", b"b", b"c"]
        assert list(inbox.take()) == []
        assert not select.select([inbox], [], [], 0)[0]

    def test_it_never_blocks_who_puts(self) -> None:
        inbox = Inbox()
        for _ in range(100_000):  # more than a pipe holds
            inbox.put(Saved(frozenset()))
        assert len(received(inbox)) == 100_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "practice" / "00_start" / "double.py"
    path.parent.mkdir(parents=True)
    path.write_text("0")
    return path


def write(file: Path) -> None:
    file.write_text("1")


def replace(file: Path) -> None:
    draft = file.with_suffix(".tmp")
    draft.write_text("1")
    draft.rename(file)


def move_away_first(file: Path) -> None:
    file.rename(file.with_suffix(".bak"))
    file.write_text("1")


@pytest.mark.parametrize("save", [write, replace, move_away_first, Path.unlink, Path.touch])
def test_however_a_file_is_saved(file: Path, save: Callable[[Path], None]) -> None:
    inbox = Inbox()
    with Saves(file.parent.parent, [file], inbox):
        save(file)
        assert received(inbox)[0] == Saved(frozenset({file}))


def test_other_files_are_nobodys_business(file: Path) -> None:
    inbox = Inbox()
    with Saves(file.parent.parent, [file], inbox):
        for name in (".double.py.swp", "double.py~", "4913", "other.py"):
            file.with_name(name).write_text("1")
        write(file)
        assert received(inbox) == [Saved(frozenset({file}))]


def test_a_burst_is_one_message(file: Path) -> None:
    inbox = Inbox()
    with Saves(file.parent.parent, [file], inbox):
        for _ in range(20):
            replace(file)
        assert received(inbox)[0] == Saved(frozenset({file}))
        assert len(list(inbox.take())) <= 1  # a busy machine may take longer than a burst


def test_a_folder_that_is_reached_by_a_link(file: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "practice")
    reached = tmp_path / "link" / "00_start" / "double.py"
    inbox = Inbox()
    with Saves(tmp_path / "link", [reached], inbox):
        write(file)
        assert received(inbox)[0] == Saved(frozenset({reached}))


@pytest.mark.parametrize("save", [write, replace, move_away_first, Path.unlink])
def test_where_the_system_tells_of_no_changes_it_looks_by_itself(
    file: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], None]
) -> None:
    def no_watches_left(*arguments: object) -> None:
        raise OSError(28, "OS file watch limit reached.")

    monkeypatch.setattr(watchfiles._rust_notify, "RustNotify", no_watches_left)
    monkeypatch.setattr(watching, "LOOK", 1)
    inbox = Inbox()
    with Saves(file.parent.parent, [file], inbox):
        save(file)
        assert received(inbox)[0] == Saved(frozenset({file}))


def test_a_file_that_is_a_link_to_elsewhere(file: Path, tmp_path: Path) -> None:
    file.rename(tmp_path / "elsewhere.py")
    file.symlink_to(tmp_path / "elsewhere.py")
    inbox = Inbox()
    with Saves(file.parent.parent, [file], inbox):
        (tmp_path / "elsewhere.py").write_text("a longer text")
        assert received(inbox) == [Saved(frozenset({file}))]


class Slow:
    """A grader whose reports come when the test says so."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.stopped: list[bytes] = []
        self.error: Exception | None = None

    def run(self, job: Job, stop: int | None = None, *, told: Callable[[str | Report], None]) -> Report:
        if job.source == b"talks":
            told("epoch 1")
        while not self.go.is_set():
            if stop is not None and select.select([stop], [], [], 0.001)[0]:
                self.stopped.append(job.source)
                raise Cancelled
        if self.error is not None:
            raise self.error
        if job.source == WRONG:
            told(REPORT)
        return REPORT


WRONG = b"wrong"


class TestChecks:
    @pytest.fixture
    def slow(self) -> Slow:
        return Slow()

    @pytest.fixture
    def inbox(self) -> Inbox:
        return Inbox()

    @pytest.fixture
    def checks(self, slow: Slow, inbox: Inbox) -> Iterator[Checks]:
        made = Checks(slow, inbox)
        yield made
        made.close()

    def outcome(self, checks: Checks, inbox: Inbox) -> Checked:
        [message] = received(inbox)
        assert isinstance(message, Checked)
        assert checks.accept(message)
        return message

    def test_a_newer_text_takes_the_place_of_the_older(self, checks: Checks, slow: Slow, inbox: Inbox) -> None:
        for text in ("one", "two", "three"):
            assert checks.start(job(text))
        until(lambda: sorted(slow.stopped) == [b"one", b"two"])
        slow.go.set()
        assert self.outcome(checks, inbox).job == job("three")
        assert checks.running is None
        assert list(inbox.take()) == []

    def test_the_verdicts_come_before_the_report(self, checks: Checks, slow: Slow, inbox: Inbox) -> None:
        slow.go.set()
        checks.start(job(WRONG.decode()))
        messages: list[Struct] = []

        def both() -> bool:
            messages.extend(inbox.take())
            return len(messages) == 2

        until(both)
        told, over = messages
        assert isinstance(told, Told)
        assert isinstance(over, Checked)
        assert told.job is over.job is checks.running

    def test_a_report_that_came_too_late_counts_for_nothing(self, checks: Checks, slow: Slow, inbox: Inbox) -> None:
        slow.go.set()
        checks.start(job("one"))
        [late] = received(inbox)
        checks.start(job("two"))
        assert isinstance(late, Checked)
        assert not checks.accept(late)
        assert self.outcome(checks, inbox).job == job("two")

    def test_the_same_text_is_checked_once(self, checks: Checks, slow: Slow, inbox: Inbox) -> None:
        assert checks.start(job("one"))
        assert not checks.start(job("one"))
        slow.go.set()
        self.outcome(checks, inbox)
        assert not checks.start(job("one"))
        checks.forget()
        assert checks.start(job("one"))

    def test_an_older_text_again_while_a_newer_is_checked(self, checks: Checks, slow: Slow, inbox: Inbox) -> None:
        slow.go.set()
        checks.start(job("one"))
        self.outcome(checks, inbox)
        slow.go.clear()
        checks.start(job("two"))
        assert checks.start(job("one"))
        slow.go.set()
        assert self.outcome(checks, inbox).job == job("one")

    def test_after_an_error_the_same_text_is_worth_another_check(
        self, checks: Checks, slow: Slow, inbox: Inbox
    ) -> None:
        slow.error = GraderFault("it broke")
        slow.go.set()
        checks.start(job("one"))
        assert str(self.outcome(checks, inbox).outcome) == "it broke"
        assert checks.start(job("one"))

    def test_what_nobody_foresaw_is_told(self, checks: Checks, slow: Slow, inbox: Inbox) -> None:
        slow.error = ZeroDivisionError()
        slow.go.set()
        checks.start(job("one"))
        [message] = received(inbox)
        assert message == Broken(slow.error)

    def test_nothing_stays_open(self, slow: Slow, inbox: Inbox) -> None:
        checks = Checks(slow, inbox)
        before = open_descriptors()
        for number in range(20):
            checks.start(job(str(number)))
        checks.close()
        until(lambda: len(slow.stopped) == 20 and open_descriptors() <= before)

    def test_what_it_prints_meanwhile(self, checks: Checks, inbox: Inbox) -> None:
        checks.start(job("talks"))
        [message] = received(inbox)
        assert message == Told(job("talks"), "epoch 1")
        assert isinstance(message, Told)
        checks.hear(message)
        assert checks.line == "epoch 1"
        checks.start(job("two"))
        checks.hear(message)  # too late
        assert checks.line == ""

    def test_how_long_it_has_taken(self, checks: Checks) -> None:
        assert checks.seconds() is None
        checks.start(job("one"))
        assert 0 <= (checks.seconds() or 0) < SECONDS
        checks.close()
        assert checks.seconds() is None


def open_descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.001)
