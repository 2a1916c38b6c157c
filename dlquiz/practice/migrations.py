"""The tables of progress.db: an ordered list of scripts, each run once. Append to it; never change a script.

A semicolon ends a statement and stands nowhere else.
"""

import sqlite3

from dlquiz.errors import UsageError

SCRIPTS = (
    """
    CREATE TABLE sources (  -- what was graded, each text once
        hash TEXT PRIMARY KEY,
        source BLOB NOT NULL
    );
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY,
        slug TEXT NOT NULL,
        at TEXT NOT NULL,  -- UTC, ISO 8601
        verdict TEXT NOT NULL,
        points REAL NOT NULL,
        max_points REAL NOT NULL,
        seed TEXT NOT NULL,
        version TEXT NOT NULL,  -- of the exercise
        seconds REAL NOT NULL,
        hints INTEGER NOT NULL,  -- seen by then
        source TEXT NOT NULL REFERENCES sources (hash),
        report TEXT NOT NULL  -- JSON of model.Report
    );
    CREATE INDEX attempts_by_slug ON attempts (slug, id);
    CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        slug TEXT NOT NULL,
        at TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('served', 'hint', 'gave_up', 'reset', 'restored')),
        attempts INTEGER NOT NULL  -- that counted until then
    );
    CREATE INDEX events_by_slug ON events (slug, kind);
    CREATE TABLE current (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        slug TEXT NOT NULL
    );
    """,
    """
    CREATE TABLE clock (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        latest TEXT NOT NULL  -- time that was seen, as in attempts
    );
    """,
)


def migrate(connection: sqlite3.Connection, scripts: tuple[str, ...] = SCRIPTS) -> None:
    """Bring the tables up to date, all scripts in one transaction; `connection` is in autocommit mode.

    Raises:
        UsageError: the database was made by a newer dlquiz.
        sqlite3.DatabaseError: it can't be read or written.
    """
    if _version(connection) == len(scripts):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = _version(connection)  # another process may have been faster
        if done > len(scripts):
            raise UsageError("progress.db was made by a newer dlquiz. Update: pip install -U dlquiz")
        for script in scripts[done:]:
            for statement in script.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(scripts)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
