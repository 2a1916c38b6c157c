"""The file of a gradebook: its tables, made once, and who may write to it. One of another version is never changed."""

import fcntl
import sqlite3
from pathlib import Path
from typing import IO

from dlquiz.errors import UsageError

BUSY_SECONDS = 10.0

VERSION = 1
APPLICATION = 0x646C7167  # "dlqg", in the file's header: no other SQLite database is taken for a gradebook

TABLES = (
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        started TEXT NOT NULL,  -- UTC, ISO 8601
        finished TEXT,          -- none: it was ended before all was graded
        seconds REAL NOT NULL,
        seed TEXT NOT NULL,     -- the secret one
        regrade INTEGER NOT NULL,  -- 1: results of earlier runs don't stand any more
        about TEXT NOT NULL     -- JSON of gradebook.About
    )""",
    "CREATE TABLE sources (hash TEXT PRIMARY KEY, source BLOB NOT NULL)",
    # What was handed in, as the latest run found it.
    "CREATE TABLE students (id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL)",
    "CREATE TABLE refused (student TEXT NOT NULL, what TEXT NOT NULL, why TEXT NOT NULL)",
    """CREATE TABLE files (
        id INTEGER PRIMARY KEY,
        student TEXT NOT NULL,
        slug TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        filename TEXT NOT NULL,
        submitted TEXT,
        late INTEGER NOT NULL,
        counts INTEGER NOT NULL,  -- 1: its result may decide the mark
        source TEXT NOT NULL REFERENCES sources (hash),
        submission TEXT NOT NULL,
        key TEXT NOT NULL
    )""",
    "CREATE INDEX files_by_student ON files (student, slug)",
    "CREATE INDEX files_by_key ON files (key, id)",
    # Only ever appended to: the row with the highest id stands, unless a later run regrades.
    """CREATE TABLE results (
        id INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES runs (id),
        at TEXT NOT NULL,
        key TEXT NOT NULL,  -- hash of the next six
        submission TEXT NOT NULL,
        slug TEXT NOT NULL,
        version TEXT NOT NULL,
        torch TEXT NOT NULL,
        device TEXT NOT NULL,
        policy TEXT NOT NULL,
        verdict TEXT NOT NULL,
        points REAL NOT NULL,
        max_points REAL NOT NULL,
        report TEXT,         -- JSON of model.Report
        fault TEXT NOT NULL  -- of the grader; empty if there was none
    )""",
    "CREATE INDEX results_by_key ON results (key, id)",
    "CREATE INDEX results_by_submission ON results (submission, slug, id)",
    # The points of an exercise's checks, by its version.
    "CREATE TABLE totals (version TEXT PRIMARY KEY, points REAL NOT NULL)",
)


def opened(path: Path, writing: bool) -> sqlite3.Connection:
    """The database, in WAL mode: what is committed survives a killed process, and readers don't wait.

    Raises:
        UsageError: it is another kind of database, or of a newer dlquiz.
        OSError, sqlite3.DatabaseError: it can't be opened.
    """
    uri = f"{path.absolute().as_uri()}?mode={'rwc' if writing else 'ro'}"
    db = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    db.row_factory = sqlite3.Row
    try:
        if writing and not _number(db, "application_id") and not db.execute("SELECT 1 FROM sqlite_master").fetchone():
            _make(db)
        if _number(db, "application_id") != APPLICATION:
            raise UsageError(f"{path} is no gradebook of dlquiz, and is left as it is. Name another: --gradebook FILE")
        if _number(db, "user_version") != VERSION:
            raise UsageError(f"the gradebook {path} was made by another dlquiz. Install that one, or name another file")
    except BaseException:
        db.close()
        raise
    return db


def only_writer(path: Path) -> IO[str]:
    """A lock that ends with this process, or when it is closed. Raises UsageError if another process has it."""
    lock = path.with_name(f".{path.name}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise UsageError(
            f"another `dlquiz grade` writes to {path}. Wait for it, or name another: --gradebook FILE"
        ) from None
    return lock


def _make(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        db.execute(table)
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute("COMMIT")


def _number(db: sqlite3.Connection, pragma: str) -> int:
    (number,) = db.execute(f"PRAGMA {pragma}").fetchone()
    return int(number)
