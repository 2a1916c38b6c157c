"""The gradebook: everything that was handed in and what became of it, in one SQLite file with one writer.

Each result is committed as it comes, so a killed run loses none. Results are only ever added. Which of them stand is a
matter of looking: the last one for the same submission, exercise version, torch, device and seed policy, unless a later
run was told to regrade. So a run that breaks off in the middle of regrading leaves gaps, never an old score.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

import msgspec
from msgspec.structs import replace

from dlquiz.class_model import GradedClass, HandedIn, Handout, Mark, Refused, Result, Student
from dlquiz.course.changes import CHANGES, Change, change_of
from dlquiz.course.key import About, Key
from dlquiz.course.lean import LeanReports
from dlquiz.course.scoring import mark, that_may_count, time_to_pass, with_lateness
from dlquiz.course.tables import only_writer, opened
from dlquiz.errors import GraderFault, UsageError
from dlquiz.model import Report, Verdict

NOT_YET = "not graded yet: the run was ended before; the same command goes on"

# The result that stands for a file; its parameter is the run from which on results stand.
_STANDING = "now.id = (SELECT MAX(id) FROM results WHERE key = files.key AND run >= ?)"
_UNGRADED = f"files LEFT JOIN results AS now ON {_STANDING} WHERE counts = 1 AND (now.id IS NULL OR now.fault != '')"
_WAITING = f"SELECT files.key, MIN(files.id) AS first FROM {_UNGRADED} GROUP BY files.key ORDER BY first"
_COUNTING = f"""
    SELECT files.student, files.slug, filename, submitted, late, attempt, now.id, now.run, report, fault
    FROM files LEFT JOIN results AS now ON {_STANDING} WHERE student = ? AND counts = 1
"""
_FIRST = "SELECT slug, submitted FROM files WHERE student = ? AND attempt = 1"
_SUBMISSION = """
    SELECT student, slug, filename, sources.source FROM files JOIN sources ON sources.hash = files.source
    WHERE key = ? AND counts = 1 ORDER BY files.id LIMIT 1
"""
_STORE = """
    INSERT INTO results VALUES (NULL, :run, :at, :key, :submission, :slug, :version, :torch, :device, :policy,
                                :verdict, :points, :max_points, :report, :fault)
"""


class Waiting(NamedTuple):
    """A submission without a result. `student` is the first who handed it in."""

    key: Key
    student: str
    filename: str
    source: bytes


class Gradebook:
    """One file. Open it with `with`."""

    def __init__(self, path: Path, *, writing: bool = True) -> None:
        """Open it; `writing` makes it if it is not there, and shuts other writers out.

        Raises:
            UsageError: it is no gradebook, can't be opened, or another process writes to it.
        """
        self.path = path
        self.run = 0  # number of the run that `begin` has begun
        self._lock: IO[str] | None = None
        if not writing and not path.is_file():
            raise UsageError(f"there is no gradebook {path}. `dlquiz grade SUBMISSIONS` makes one")
        try:
            if writing:
                self._lock = only_writer(path)
            self._db = opened(path, writing)
        except (OSError, sqlite3.DatabaseError) as error:
            self._unlock()
            raise UsageError(f"{path} can't be opened ({error}). Name another gradebook: --gradebook FILE") from None
        except BaseException:
            self._unlock()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()
        self._unlock()

    # ---- a run

    def begin(self, handout: Handout, about: About, seed: str, *, regrade: bool) -> None:
        """Begin a run: what was handed in takes the place of what the last run found."""
        with self._transaction() as db:
            for table in ("students", "refused", "files"):
                db.execute(f"DELETE FROM {table}")
            db.executemany("INSERT INTO students VALUES (?, ?, ?)", map(msgspec.structs.astuple, handout.students))
            db.executemany("INSERT INTO refused VALUES (?, ?, ?)", map(msgspec.structs.astuple, handout.refused))
            counting = _store_files(db, handout, about)
            db.executemany("UPDATE files SET counts = 1 WHERE id = ?", counting)
            row = (_now(), seed, regrade, msgspec.json.encode(about).decode())
            done = db.execute("INSERT INTO runs VALUES (NULL, ?, NULL, 0, ?, ?, ?)", row)
            assert done.lastrowid is not None
            self.run = done.lastrowid

    def waiting(self) -> list[str]:
        """Hashes of the keys that need grading: no result stands, or the grader broke. In the order of students."""
        return [key for key, _ in self._db.execute(_WAITING, (self._since(),))]

    def submission(self, key_hash: str, about: About) -> Waiting:
        """What is to be graded for a key."""
        student, slug, filename, source = self._db.execute(_SUBMISSION, (key_hash,)).fetchone()
        return Waiting(about.key(HandedIn(student, slug, source, filename)), student, filename, source)

    def store(self, key: Key, outcome: Report | GraderFault) -> str:
        """Add a result: when this returns, it is in the file. Returns the fault in a sentence; "" if there was none."""
        report = outcome if isinstance(outcome, Report) else None
        fault = _fault(outcome)
        row = {
            **msgspec.structs.asdict(key),
            "run": self.run, "at": _now(), "key": key.hash, "fault": fault,
            "verdict": Verdict.INTERNAL if fault or report is None else report.verdict,
            "points": 0 if report is None else report.points,
            "max_points": 0 if report is None else report.max_points,
            "report": None if report is None else msgspec.json.encode(report).decode(),
        }  # fmt: skip
        with self._transaction() as db:
            db.execute(_STORE, row)
        return fault

    def finish(self, seconds: float, *, whole: bool) -> None:
        """End the run, `seconds` after it began. `whole`: all was graded."""
        with self._transaction() as db:
            row = (_now() if whole else None, seconds, self.run)
            db.execute("UPDATE runs SET finished = ?, seconds = ? WHERE id = ?", row)

    def total(self, version: str) -> float | None:
        """The points of an exercise's checks, if they were stored for this version."""
        row = self._db.execute("SELECT points FROM totals WHERE version = ?", (version,)).fetchone()
        return None if row is None else float(row[0])

    def store_total(self, version: str, points: float) -> None:
        """The points of an exercise's checks."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO totals VALUES (?, ?)", (version, points))

    # ---- what came of it

    def graded_class(self) -> GradedClass:
        """The latest run's assignment, with the results that stand. Submissions' texts and cases' scripts are left out.

        Raises:
            UsageError: nothing was ever graded into it.
        """
        row = self._db.execute("SELECT * FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        if row is None:
            raise UsageError(f"the gradebook {self.path} is empty. Fill it: dlquiz grade SUBMISSIONS")
        run, started, finished, seconds, seed, _, told = row
        about = msgspec.json.decode(told, type=About)
        students = [Student(*row) for row in self._db.execute("SELECT id, name, email FROM students ORDER BY id")]
        marks = tuple(self._marks(students, about, run))
        return GradedClass(
            assignment=about.assignment,
            students=tuple(students),
            marks=marks,
            refused=tuple(Refused(*row) for row in self._db.execute("SELECT student, what, why FROM refused")),
            graded_at=datetime.fromisoformat(finished or started),
            seconds=seconds,
            protection=_in_every_job(about.protection, marks),
            seed=seed,
            titles=about.titles,
        )

    def changes(self) -> list[Change]:
        """The submissions that this run, or one before it that broke off, has graded otherwise than the last whole one.

        A submission that the student has changed since is no such change.
        """
        whole = "SELECT COALESCE(MAX(id), 0) FROM runs WHERE finished IS NOT NULL AND id < ?"
        (base,) = self._db.execute(whole, (self.run,)).fetchone()
        rows = self._db.execute(CHANGES, {"since": self._since(), "base": base})
        return [change for change in map(change_of, rows) if change is not None]

    def ungraded(self) -> int:
        """How many of the files that count have no result, or a fault of the grader."""
        (count,) = self._db.execute(f"SELECT COUNT(*) FROM {_UNGRADED}", (self._since(),)).fetchone()
        return int(count)

    def _marks(self, students: Sequence[Student], about: About, run: int) -> Iterator[Mark]:
        since, shared = self._since(), LeanReports()
        for student in students:
            rows = self._db.execute(_COUNTING, (since, student.id)).fetchall()
            first = {slug: _moment(when) for slug, when in self._db.execute(_FIRST, (student.id,))}
            for assigned in about.assignment.exercises:
                results = [_result(row, run, shared) for row in rows if row["slug"] == assigned.slug]
                made = mark(student.id, assigned, about.assignment, results, about.totals[assigned.slug])
                yield replace(made, took=time_to_pass(first.get(assigned.slug), results))

    def _since(self) -> int:
        """The last run that was told to regrade: results of earlier ones don't stand."""
        (run,) = self._db.execute("SELECT COALESCE(MAX(id), 0) FROM runs WHERE regrade = 1").fetchone()
        return int(run)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing. Raises UsageError if it can't be written, a full disk above all."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            self._roll_back()
            raise UsageError(
                f"the gradebook {self.path} can't be written ({error}). What was graded until now is in it; make room "
                "and run the same command again"
            ) from None
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._db.in_transaction:  # a full disk has rolled it back already
            self._db.execute("ROLLBACK")

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()


def _store_files(db: sqlite3.Connection, handout: Handout, about: About) -> Iterator[tuple[int]]:
    """Stores the files of the assignment; returns the rows of those whose results may decide a mark."""
    attempts: dict[tuple[str, str], list[tuple[int, HandedIn]]] = {}
    for file in handout.files:
        if file.slug not in about.versions:
            continue
        source, key = hashlib.sha256(file.source).hexdigest(), about.key(file)
        known = with_lateness(replace(file, source=b""), about.assignment)
        db.execute("INSERT OR IGNORE INTO students VALUES (?, '', '')", (file.student,))
        db.execute("INSERT OR IGNORE INTO sources VALUES (?, ?)", (source, file.source))
        when = None if file.submitted is None else file.submitted.isoformat()
        row = (file.student, file.slug, file.attempt, file.filename, when, known.late, source, key.submission, key.hash)
        done = db.execute("INSERT INTO files VALUES (NULL, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)", row)
        assert done.lastrowid is not None
        attempts.setdefault((file.student, file.slug), []).append((done.lastrowid, known))
    for own in attempts.values():
        counting = that_may_count([file for _, file in own], about.assignment)
        yield from ((id,) for id, file in own if file in counting)


def _result(row: sqlite3.Row, run: int, reports: LeanReports) -> Result:
    when = _moment(row["submitted"])
    late, attempt = bool(row["late"]), row["attempt"]
    file = HandedIn(row["student"], row["slug"], b"", row["filename"], when, late, attempt)
    if row["id"] is None or row["fault"]:
        return Result(file, fault=row["fault"] or NOT_YET)
    return Result(file, reports.of(row["id"], row["report"]), cached=row["run"] != run)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _fault(outcome: Report | GraderFault) -> str:
    """What broke of the grader; "" if nothing did."""
    if isinstance(outcome, GraderFault):
        return str(outcome)
    broken = [check for check in outcome.checks if check.verdict is Verdict.INTERNAL]
    return f"“{broken[0].name}”: {broken[0].message}" if broken else ""


def _in_every_job(layers: Sequence[str], marks: Sequence[Mark]) -> tuple[str, ...]:
    """The layers that held in each job that ran a line of a submission."""
    reports = [mark.result.report for mark in marks if mark.result and mark.result.report]
    ran = {report.protection for report in reports if report.protection}
    return tuple(layer for layer in layers if all(layer in held for held in ran))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
