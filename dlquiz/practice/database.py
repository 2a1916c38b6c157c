"""A SQLite database that a command can rely on: damaged, full, read-only or shared, reading and writing go on.

A database that is damaged is kept aside and a new one started. One that can't be written is replaced by a copy in
memory for this process: the command works, and `problems` says in one sentence that nothing is kept.
"""

import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from dlquiz.practice.migrations import migrate

BUSY_SECONDS = 10.0
_Result = TypeVar("_Result")


class Database:
    """One SQLite file in WAL mode, opened with `with`. `problems` fills with sentences for the learner."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises UsageError if a newer dlquiz made it."""
        self.path = path
        self.problems: list[str] = []
        self._unkept: str | None = None  # why nothing is stored
        try:
            self._db = self._connect()
        except (OSError, sqlite3.DatabaseError) as error:
            self._db = self._replacement(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()

    def read(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """What `work` reads."""
        try:
            return work(self._db)
        except sqlite3.DatabaseError as error:
            self._recover(error)
            return work(self._db)

    def write(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Do `work` in a transaction of its own: when this returns, it is on the disk, or `problems` says why not."""
        try:
            _in_transaction(self._db, work)
        except sqlite3.DatabaseError as error:
            self._recover(error)
            _in_transaction(self._db, work)
        if self._unkept is not None and self._unkept not in self.problems:
            self.problems.append(self._unkept)

    def _recover(self, error: sqlite3.DatabaseError) -> None:
        self._db.close()
        self._db = self._replacement(error)

    def _replacement(self, error: Exception) -> sqlite3.Connection:
        """What to go on with after a fault: a new database if this one is damaged, else a copy of it in memory."""
        damaged = _damaged(error)
        if damaged:
            try:
                self._set_aside()
                return self._connect()
            except (OSError, sqlite3.DatabaseError) as second:
                error = second
        self._unkept = f"Nothing of this is stored: {self.path} can't be written ({error}). {_fix(error)}"
        return self._in_memory(copy=not damaged)

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(exist_ok=True)
        db = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            db.execute("PRAGMA synchronous = FULL")
            if db.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                with self._alone():  # SQLite does not wait its turn for this one
                    db.execute("PRAGMA journal_mode = WAL")
            migrate(db)
        except BaseException:
            db.close()
            raise
        return db

    def _in_memory(self, copy: bool) -> sqlite3.Connection:
        memory = sqlite3.connect(":memory:", isolation_level=None)
        if copy:
            self._copy_to(memory)
        migrate(memory)
        return memory

    def _copy_to(self, memory: sqlite3.Connection) -> None:
        for mode in ("mode=ro", "immutable=1"):  # in a read-only folder SQLite opens a WAL database by the latter alone
            with suppress(sqlite3.DatabaseError):
                with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?{mode}", uri=True)) as stored:
                    stored.backup(memory)
                return

    def _set_aside(self) -> None:
        aside = f"{self.path.name}.corrupt-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
        with self._alone():
            if self._healthy():
                return  # another terminal was faster
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    self.path.with_name(self.path.name + suffix).rename(self.path.with_name(aside + suffix))
        self.problems.append(f"{self.path} was damaged. It is kept as {aside}; your progress starts anew.")

    def _healthy(self) -> bool:
        try:
            with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as db:
                return bool(db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))
        except sqlite3.DatabaseError:
            return False

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process is in here meanwhile."""
        with self.path.with_name("lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _in_transaction(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], object]) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        work(db)
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.OperationalError):  # a full disk has rolled it back already
            db.execute("ROLLBACK")
        raise


def _code(error: Exception) -> int:
    """SQLite's primary result code; 0 for other errors."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _damaged(error: Exception) -> bool:
    return _code(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _fix(error: Exception) -> str:
    if _code(error) == sqlite3.SQLITE_BUSY:
        return "Another program holds it: end that one and try again."
    if _code(error) in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        return "Free some space on the disk."
    return "Make that folder writable."
