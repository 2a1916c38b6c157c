"""Progress: what is counted, what survives a kill, a damaged file, a full disk and two terminals."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from dlquiz.errors import UsageError
from dlquiz.model import Case, CheckResult, Diagnosis, Frame, Report, Verdict, Where
from dlquiz.practice import Progress, Standing
from dlquiz.practice import migrations as migrations_module
from dlquiz.practice.progress import REVIEW_AFTER, Clock


def report(slug: str = "softmax", verdict: Verdict = Verdict.PASSED, points: float = 3.0) -> Report:
    check = CheckResult("values", verdict, points, 3.0)
    return Report(slug, "v1", verdict, points, 3.0, (check,), {"float64 cpu": "passed"}, "practice", 0.06)


def failed(slug: str = "softmax") -> Report:
    return report(slug, Verdict.WRONG_VALUE, 1.0)


def ago(folder: Path, span: timedelta) -> None:
    """Let all that was stored have happened so much earlier."""
    with closing(sqlite3.connect(folder / "progress.db")) as db:
        for table in ("attempts", "events"):
            for number, at in db.execute(f"SELECT id, at FROM {table}").fetchall():
                moved = (datetime.fromisoformat(at) - span).isoformat(timespec="milliseconds")
                db.execute(f"UPDATE {table} SET at = ? WHERE id = ?", (moved, number))
        db.commit()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".dlquiz"


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "progress.db")) as db:
        return db.execute(query).fetchall()


class TestStandings:
    def test_nothing_done(self, folder: Path) -> None:
        with Progress(folder) as progress:
            assert progress.standings() == {}
            assert progress.standing("softmax") == Standing()
            assert progress.current is None

    def test_an_attempt_is_kept_whole(self, folder: Path) -> None:
        with Progress(folder) as progress:
            progress.note("softmax", "hint")
            progress.record(failed(), b"def f(): \xff")
        [row] = rows(folder, "SELECT slug, verdict, points, max_points, seed, version, seconds, hints FROM attempts")
        assert row == ("softmax", "wrong_value", 1.0, 3.0, "practice", "v1", 0.06, 1)
        [(source, at, stored)] = rows(
            folder, "SELECT s.source, at, report FROM attempts JOIN sources s ON s.hash = attempts.source"
        )
        assert source == b"def f(): \xff"
        assert abs((datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds()) < 60
        assert json.loads(stored)["checks"][0]["name"] == "values"

    def test_the_same_source_is_stored_once(self, folder: Path) -> None:
        with Progress(folder) as progress:
            for _ in range(3):
                progress.record(failed(), b"same")
        assert rows(folder, "SELECT COUNT(*) FROM sources") == [(1,)]
        assert rows(folder, "SELECT COUNT(*) FROM attempts") == [(3,)]

    def test_the_same_text_with_the_same_outcome_is_no_further_attempt(self, folder: Path) -> None:
        newer = msgspec.structs.replace(failed(), version="v2")
        with Progress(folder) as progress:
            assert not progress.repeats(failed(), b"one")
            progress.record(failed(), b"one")
            assert progress.repeats(failed(), b"one")
            for other in ((report(), b"one"), (failed(), b"two"), (newer, b"one"), (failed("other"), b"one")):
                assert not progress.repeats(*other)
            progress.note("softmax", "reset")
            assert not progress.repeats(failed(), b"one")

    def test_the_report_comes_back_equal(self, folder: Path) -> None:
        where = Where("softmax.py", 3, "softmax", "return x", (Frame(3, "softmax", "return x"),))
        case = Case("softmax(x f64[3,4])", ("6 of 6",), (("index", "yours"), ("[0]", "1")), (1, 0), "1", "2", 0.4)
        diagnosis = Diagnosis("mistake", ("no_scale",), "The scores …")
        check = CheckResult("values", Verdict.WRONG_VALUE, 0, 3, "text", diagnosis, case, where, "printed", 0.1)
        whole = Report("softmax", "v", Verdict.WRONG_VALUE, 0, 3, (check,), {"float32 cuda": "not here"}, "s", 1.0)
        with Progress(folder) as progress:
            progress.record(whole, b"x = 1")
        [(stored,)] = rows(folder, "SELECT report FROM attempts")
        assert msgspec.json.decode(stored, type=Report) == whole

    def test_passed_is_what_the_last_attempt_says(self, folder: Path) -> None:
        with Progress(folder) as progress:
            progress.record(failed(), b"1")
            assert not progress.standing("softmax").passed
            progress.record(report(), b"2")
            assert progress.standing("softmax").passed
            progress.record(failed(), b"3")
            standing = progress.standing("softmax")
        assert not standing.passed
        assert standing.ever_passed
        assert (standing.attempts, standing.verdict, standing.points) == (3, Verdict.WRONG_VALUE, 1.0)

    def test_a_fault_of_the_grader_does_not_count(self, folder: Path) -> None:
        with Progress(folder) as progress:
            progress.record(report(), b"1")
            progress.record(report(verdict=Verdict.INTERNAL), b"2")
            standing = progress.standing("softmax")
        assert standing.passed
        assert standing.attempts == 1
        assert rows(folder, "SELECT COUNT(*) FROM attempts") == [(2,)]

    def test_reset_takes_the_pass_back_until_the_next(self, folder: Path) -> None:
        with Progress(folder) as progress:
            progress.record(report(), b"1")
            progress.note("softmax", "reset")
            standing = progress.standing("softmax")
            assert (standing.passed, standing.ever_passed, standing.verdict, standing.points) == (False, True, None, 0)
            assert standing.attempts == 1
            progress.record(report(), b"2")
            assert progress.standing("softmax").passed

    def test_what_was_given_up_gives_no_points(self, folder: Path) -> None:
        with Progress(folder) as progress:
            progress.record(failed(), b"1")
            progress.note("softmax", "gave_up")
            for number in (b"2", b"3"):
                progress.record(report(), number)  # copied from the reference
                standing = progress.standing("softmax")
                assert (standing.passed, standing.points, standing.max_points) == (False, 0, 3)
                assert standing.review is not None
                assert abs(standing.review - datetime.now(UTC) - REVIEW_AFTER) < timedelta(minutes=1)
                progress.note("softmax", "reset")  # no way around it
            assert not progress.standing("softmax").review_begun

    def test_it_counts_again_once_it_is_due_and_written_from_the_stub(self, folder: Path) -> None:
        with Progress(folder) as progress:
            progress.record(failed(), b"1")
            progress.note("softmax", "gave_up")
            ago(folder, REVIEW_AFTER)
            progress.record(report(), b"2")
            assert not progress.standing("softmax").passed  # the copy is still there
            progress.note("softmax", "reset")
            assert progress.standing("softmax").review_begun
            progress.record(failed(), b"3")
            assert progress.standing("softmax").points == 0
            progress.record(report(), b"4")
            standing = progress.standing("softmax")
            assert (standing.passed, standing.points, standing.review) == (True, 3, None)
            progress.note("softmax", "reset")  # for the fun of it
            progress.record(failed(), b"5")
            assert progress.standing("softmax").review is None

    def test_tries_are_different_texts_that_ran(self, folder: Path) -> None:
        untried = (Verdict.NOT_IMPLEMENTED, Verdict.MISSING_ENTRY, Verdict.IMPORT_FAILED, Verdict.INTERNAL)
        with Progress(folder) as progress:
            for number, verdict in enumerate(untried):
                progress.record(report(verdict=verdict), b"untried %d" % number)
            progress.record(failed(), b"stub")  # one that runs, and is wrong
            progress.record(failed("other"), b"1")
            assert progress.tries("softmax", b"stub") == 0
            for text in (b"1", b"1", b"2", b"stub", b"1"):
                progress.record(failed(), text)
            assert progress.tries("softmax", b"stub") == 2

    def test_hints_and_the_start(self, folder: Path) -> None:
        with Progress(folder) as progress:
            progress.note("softmax", "served")
            started = progress.standing("softmax").started
            progress.note("softmax", "served")
            for _ in range(4):
                progress.note("softmax", "hint")
            standing = progress.standing("softmax")
        assert started is not None
        assert (standing.hints, standing.started, standing.attempts) == (4, started, 0)

    def test_exercises_do_not_mix(self, folder: Path) -> None:
        with Progress(folder) as progress:
            progress.record(report("softmax"), b"1")
            progress.note("relu", "hint")
            progress.record(failed("conv"), b"1")
            standings = progress.standings()
        assert {slug: standing.passed for slug, standing in standings.items()} == {
            "softmax": True,
            "relu": False,
            "conv": False,
        }
        assert [standings[slug].hints for slug in ("softmax", "relu", "conv")] == [0, 1, 0]

    def test_current(self, folder: Path) -> None:
        with Progress(folder) as progress:
            progress.current = "relu"
            progress.current = "softmax"
        with Progress(folder) as progress:
            assert progress.current == "softmax"


class TestClock:
    def test_it_is_the_machines(self, folder: Path) -> None:
        with Progress(folder) as progress:
            clock = progress.clock()
        assert abs(clock.now - datetime.now(UTC)) < timedelta(minutes=1)
        assert not clock.behind

    @pytest.mark.parametrize("table", ["clock", "attempts", "events"])
    def test_set_back_it_stays_at_the_latest_time_seen(self, folder: Path, table: str) -> None:
        with Progress(folder) as progress:
            progress.record(failed(), b"1")
            progress.note("softmax", "hint")
            progress.remember_time()
            column = "latest" if table == "clock" else "at"
            later = datetime(2099, 1, 1, tzinfo=UTC)
            with closing(sqlite3.connect(folder / "progress.db")) as db:
                db.execute(f"UPDATE {table} SET {column} = ?", (later.isoformat(timespec="milliseconds"),))
                db.commit()
            assert progress.clock() == Clock(later, behind=True)
            progress.remember_time()  # never goes back
            assert progress.clock() == Clock(later, behind=True)

    def test_what_is_remembered_stays(self, folder: Path) -> None:
        with Progress(folder) as progress:
            progress.remember_time()
        [(latest,)] = rows(folder, "SELECT latest FROM clock")
        assert abs(datetime.fromisoformat(str(latest)) - datetime.now(UTC)) < timedelta(minutes=1)


class TestMigrations:
    def test_old_data_survive_a_new_script(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with Progress(folder) as progress:
            progress.record(report(), b"1")
        scripts = (*migrations_module.SCRIPTS, "ALTER TABLE attempts ADD COLUMN device TEXT NOT NULL DEFAULT 'cpu'")
        with closing(sqlite3.connect(folder / "progress.db", isolation_level=None)) as db:
            migrations_module.migrate(db, scripts)
            migrations_module.migrate(db, scripts)
            assert db.execute("SELECT slug, device FROM attempts").fetchall() == [("softmax", "cpu")]
            assert db.execute("PRAGMA user_version").fetchone() == (len(scripts),)

    def test_all_or_nothing(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "p.db", isolation_level=None)) as db:
            with pytest.raises(sqlite3.OperationalError):
                migrations_module.migrate(db, ("CREATE TABLE a (x)", "CREATE TABLE b (x); CREATE TABLE a (x)"))
            assert db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() == (0,)

    def test_one_of_a_newer_dlquiz_is_left_alone(self, folder: Path) -> None:
        Progress(folder).__exit__(None, None, None)
        with closing(sqlite3.connect(folder / "progress.db")) as db:
            db.execute("PRAGMA user_version = 99")
        with pytest.raises(UsageError, match="newer dlquiz"):
            Progress(folder)
        assert rows(folder, "PRAGMA user_version") == [(99,)]


class TestDamage:
    @pytest.mark.parametrize("content", [b"this is no database, whatever its name says " * 30, b"\0" * 5000])
    def test_no_database_is_kept_aside(self, folder: Path, content: bytes) -> None:
        folder.mkdir()
        (folder / "progress.db").write_bytes(content)
        with Progress(folder) as progress:
            progress.record(report(), b"1")
            [problem] = progress.problems
        [kept] = folder.glob("progress.db.corrupt-*")
        assert kept.read_bytes() == content
        assert kept.name in problem
        assert "anew" in problem
        with Progress(folder) as progress:
            assert progress.problems == ()
            assert progress.standing("softmax").passed

    def test_damage_that_shows_only_later(self, folder: Path) -> None:
        with Progress(folder) as progress:
            for i in range(200):
                progress.record(failed(), os.urandom(500) + bytes([i]))
        file = folder / "progress.db"
        size = file.stat().st_size
        with file.open("r+b") as pages:  # the first page, the one that opening reads, stays good
            pages.seek(4096)
            pages.write(os.urandom(size - 4096))
        with Progress(folder) as progress:
            progress.standings()
            progress.record(report(), b"1")
            assert progress.standings().keys() == {"softmax"}
            assert progress.standing("softmax").attempts == 1
            assert len(progress.problems) == 1
        assert len(list(folder.glob("progress.db.corrupt-*"))) == 1

    def test_two_terminals_find_it_damaged(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "progress.db").write_bytes(b"no database " * 100)
        processes = [subprocess.Popen([sys.executable, "-c", RECORD, str(folder), "5"]) for _ in range(4)]
        assert [process.wait() for process in processes] == [0, 0, 0, 0]
        assert len(list(folder.glob("progress.db.corrupt-*"))) == 1
        with Progress(folder) as progress:
            assert progress.standing("softmax").attempts == 20


class TestNotWritable:
    def test_a_folder_in_place_of_the_database(self, folder: Path) -> None:
        (folder / "progress.db").mkdir(parents=True)
        with Progress(folder) as progress:
            assert progress.standings() == {}
            assert progress.problems == ()  # reading needs no excuse
            progress.record(report(), b"1")
            progress.note("softmax", "hint")
            assert progress.standing("softmax").passed  # for this command
            [problem] = progress.problems
        assert problem.startswith("Nothing of this is stored")

    def test_a_file_in_place_of_the_folder(self, folder: Path) -> None:
        folder.write_text("")
        with Progress(folder) as progress:
            progress.record(report(), b"1")
            assert len(progress.problems) == 1

    def test_a_full_disk(self, folder: Path) -> None:
        with Progress(folder) as progress:
            progress.record(failed(), b"1")
            limit = progress._database._db.execute("PRAGMA page_count").fetchone()[0]
            progress._database._db.execute(f"PRAGMA max_page_count = {limit}")
            progress.record(report(), os.urandom(100_000))
            assert "Free some space" in progress.problems[0]
            assert progress.standing("softmax").passed  # with the attempt before it
            assert progress.standing("softmax").attempts == 2
        with Progress(folder) as progress:
            assert progress.standing("softmax").attempts == 1

    def test_held_by_another_program(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("dlquiz.practice.database.BUSY_SECONDS", 0.05)
        with Progress(folder) as progress, closing(sqlite3.connect(folder / "progress.db")) as other:
            other.execute("BEGIN EXCLUSIVE")
            progress.record(report(), b"1")
            assert "Another program holds it" in progress.problems[0]

    def test_a_read_only_folder_still_shows_what_is_in_it(self) -> None:
        with tempfile.TemporaryDirectory() as place:  # pytest's own folders are closed to other users
            folder = Path(place, ".dlquiz")
            with Progress(folder) as progress:
                progress.record(report(), b"1")
            Path(place).chmod(0o755)
            folder.chmod(0o555)
            done = subprocess.run([sys.executable, "-c", READ_ONLY, str(folder)], capture_output=True, check=False)
            folder.chmod(0o755)
        assert (done.returncode, done.stderr) == (0, b"")


READ_ONLY = """
import os, sys
from pathlib import Path
from dlquiz.practice import Progress
if os.geteuid() == 0:
    os.seteuid(65534)  # permissions do not bind root
with Progress(Path(sys.argv[1])) as progress:
    assert progress.standing("softmax").passed
    assert not progress.problems
    progress.note("softmax", "hint")
    assert progress.standing("softmax").hints == 1
    assert "writable" in progress.problems[0], progress.problems
"""
RECORD = """
import sys
from pathlib import Path
from dlquiz.model import Report, Verdict
from dlquiz.practice import Progress
with Progress(Path(sys.argv[1])) as progress:
    for i in range(int(sys.argv[2])):
        report = Report("softmax", "v1", Verdict.WRONG_VALUE, 0, 3, (), {}, "practice", 0.1)
        progress.record(report, b"%d" % i)
        print(i, flush=True)
assert not [problem for problem in progress.problems if "anew" not in problem], progress.problems
"""


def test_terminals_at_once_do_no_harm(folder: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", RECORD, str(folder), "25"]) for _ in range(4)]
    assert [process.wait() for process in processes] == [0, 0, 0, 0]
    with Progress(folder) as progress:
        assert progress.standing("softmax").attempts == 100
    assert rows(folder, "PRAGMA integrity_check") == [("ok",)]


def test_a_kill_loses_no_finished_attempt(folder: Path) -> None:
    """Killed while it writes; every attempt that it had reported as stored is there."""
    stored = 0
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", RECORD, str(folder), "100000"], stdout=subprocess.PIPE)
        assert process.stdout is not None
        with process.stdout as lines:
            said = [next(lines) for _ in range(20)]
            process.kill()
            said += lines
        process.wait()
        with Progress(folder) as progress:
            assert progress.problems == ()
            now = progress.standing("softmax").attempts
        assert now >= stored + sum(line.endswith(b"\n") for line in said)
        stored = now
