"""What a learner has done, in `.dlquiz/progress.db`: attempts, hints, give-ups, resets.

Each attempt is committed as it comes, so a killed process loses none, and terminals may share the database.
"""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Self

import msgspec

from dlquiz.model import Report, Verdict
from dlquiz.practice.database import Database

FILE = "progress.db"

REVIEW_AFTER = timedelta(days=3)  # until what was given up comes back: by then the reference is no longer in mind
SLACK = timedelta(minutes=5)  # by which a clock may be put right without a word

Event = Literal["served", "hint", "gave_up", "reset", "restored"]

_RECORD = """
    INSERT INTO attempts (slug, at, verdict, points, max_points, seed, version, seconds, source, report, hints)
    SELECT :exercise, :at, :verdict, :points, :max_points, :seed, :version, :seconds, :hash, :report, COUNT(*)
    FROM events WHERE slug = :exercise AND kind = 'hint'
"""
_NOTE = """
    INSERT INTO events (slug, at, kind, attempts)
    SELECT :slug, :at, :event, COUNT(*) FROM attempts WHERE slug = :slug AND verdict != 'internal'
"""
# In a GROUP BY with one MAX, SQLite takes the bare columns from the row of that maximum: the last attempt.
_ATTEMPTS = """
    SELECT slug, MAX(id), COUNT(*), SUM(verdict = 'passed'), verdict, points, max_points, at
    FROM attempts WHERE verdict != 'internal' GROUP BY slug
"""
_LAST = """
    SELECT source, verdict, version FROM attempts WHERE slug = ? AND verdict != 'internal' ORDER BY id DESC LIMIT 1
"""
_EVENTS = "SELECT slug, kind, COUNT(*), MAX(attempts), MIN(at), MAX(at) FROM events GROUP BY slug, kind"
# Passed after the stub was put in place again, and that when it was due.
_REVIEWED = """
    SELECT EXISTS (
        SELECT * FROM events JOIN (
            SELECT slug, verdict, ROW_NUMBER() OVER (PARTITION BY slug ORDER BY id) AS number
            FROM attempts WHERE verdict != 'internal'
        ) USING (slug)
        WHERE slug = ? AND kind = 'reset' AND at >= ? AND verdict = 'passed' AND number > events.attempts
    )
"""
# What never ran is no try; `source` is the hash of the stub, which in some exercises runs.
_TRIES = """
    SELECT COUNT(DISTINCT source) FROM attempts WHERE slug = ? AND source != ?
    AND verdict NOT IN ('internal', 'not_implemented', 'missing_entry', 'import_failed')
"""
_LATEST = """
    SELECT MAX(at) FROM (
        SELECT latest AS at FROM clock UNION ALL SELECT MAX(at) FROM attempts UNION ALL SELECT MAX(at) FROM events
    )
"""


class Standing(msgspec.Struct, frozen=True):
    """How a learner stands with one exercise. Attempts that the grader broke (`internal`) don't count."""

    attempts: int = 0
    verdict: Verdict | None = None  # of the last attempt, as are the points; none since a reset
    points: float = 0.0
    max_points: float = 0.0
    hints: int = 0
    started: datetime | None = None
    last: datetime | None = None  # attempt
    passed: bool = False  # by that attempt; after giving up, only once `review` is over
    ever_passed: bool = False
    review: datetime | None = None  # when what was given up comes back; until it is then passed, points are 0
    review_begun: bool = False  # the stub was put in place again, and that not before


class Clock(msgspec.Struct, frozen=True):
    """The time: the machine's, or the latest that the workspace has seen where that is later."""

    now: datetime
    behind: bool  # the machine's clock shows less than the workspace has seen


class Progress:
    """The progress of one workspace. Opened with `with`; `problems` fills with sentences for the learner."""

    def __init__(self, folder: Path) -> None:
        """Open or make the database in `folder` (`Workspace.state`). Raises UsageError if a newer dlquiz made it."""
        self._database = Database(folder / FILE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.__exit__(kind, error, at)

    @property
    def path(self) -> Path:
        """The database's file."""
        return self._database.path

    @property
    def problems(self) -> tuple[str, ...]:
        """What the learner should know: damage that was found, or why nothing is stored."""
        return tuple(self._database.problems)

    def record(self, report: Report, source: bytes) -> None:
        """Store an attempt."""
        import hashlib  # 2 ms, which `list` and `hint` can do without

        row = {
            **msgspec.to_builtins(report),
            "at": _now(),
            "hash": hashlib.sha256(source).hexdigest(),
            "source": source,
            "report": msgspec.json.encode(report).decode(),
        }

        def write(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR IGNORE INTO sources VALUES (:hash, :source)", row)
            db.execute(_RECORD, row)

        self._database.write(write)

    def repeats(self, report: Report, source: bytes) -> bool:
        """Whether the last attempt was this very text, with this outcome: seen again, it is no further attempt."""
        import hashlib

        if self.standing(report.exercise).verdict is None:
            return False
        last = self._database.read(lambda db: db.execute(_LAST, (report.exercise,)).fetchone())
        return bool(last == (hashlib.sha256(source).hexdigest(), report.verdict, report.version))

    def note(self, slug: str, event: Event) -> None:
        """Store that something happened to an exercise."""
        row = {"slug": slug, "at": _now(), "event": event}
        self._database.write(lambda db: db.execute(_NOTE, row))

    @property
    def current(self) -> str | None:
        """The slug of the exercise that the learner is at."""
        row = self._database.read(lambda db: db.execute("SELECT slug FROM current").fetchone())
        return None if row is None else str(row[0])

    @current.setter
    def current(self, slug: str | None) -> None:
        if slug is None:
            self._database.write(lambda db: db.execute("DELETE FROM current"))
        elif slug != self.current:
            self._database.write(lambda db: db.execute("INSERT OR REPLACE INTO current VALUES (1, ?)", (slug,)))

    def standings(self) -> dict[str, Standing]:
        """Slug to standing, of every exercise that was served or attempted."""
        attempts = self._database.read(lambda db: db.execute(_ATTEMPTS).fetchall())
        rows = self._database.read(lambda db: db.execute(_EVENTS).fetchall())
        tried = {slug: _Tried(*rest) for slug, _, *rest in attempts}
        happened: dict[str, dict[str, _Happened]] = {slug: {} for slug in tried}
        for slug, kind, *rest in rows:
            happened.setdefault(slug, {})[kind] = _Happened(*rest)
        return {
            slug: _standing(tried.get(slug), events, self._review(slug, events.get("gave_up", _NEVER)))
            for slug, events in happened.items()
        }

    def _review(self, slug: str, gave_up: "_Happened") -> datetime | None:
        """When what was given up comes back; None if it never was, or was passed after that, from the stub on."""
        if not gave_up.times:
            return None
        due = datetime.fromisoformat(gave_up.last_at) + REVIEW_AFTER
        row = self._database.read(lambda db: db.execute(_REVIEWED, (slug, _written(due))).fetchone())
        return None if row[0] else due

    def standing(self, slug: str) -> Standing:
        """The standing with one exercise."""
        return self.standings().get(slug, Standing())

    def tries(self, slug: str, stub: bytes) -> int:
        """How many different texts of an exercise have run; the unchanged stub is none."""
        import hashlib

        given = (slug, hashlib.sha256(stub).hexdigest())
        row = self._database.read(lambda db: db.execute(_TRIES, given).fetchone())
        return int(row[0])

    def clock(self) -> Clock:
        """The time, by the machine or by all that was ever stored: a clock that is set back closes nothing again."""
        now = datetime.now(UTC)
        (latest,) = self._database.read(lambda db: db.execute(_LATEST).fetchone())
        seen = now if latest is None else datetime.fromisoformat(latest)
        return Clock(max(now, seen), now < seen - SLACK)

    def remember_time(self) -> None:
        """Store what the clock shows, if that is later than all before."""
        row = (_written(self.clock().now),)
        self._database.write(lambda db: db.execute("INSERT OR REPLACE INTO clock VALUES (1, ?)", row))


class _Tried(NamedTuple):
    """The attempts at one exercise, as `_ATTEMPTS` sums them up."""

    times: int
    passes: int
    verdict: str
    points: float
    max_points: float
    at: str


class _Happened(NamedTuple):
    """The events of one kind at one exercise, as `_EVENTS` sums them up."""

    times: int
    attempts: int  # before the last of them
    first_at: str
    last_at: str


_NEVER = _Happened(0, -1, "", "")


def _standing(tried: _Tried | None, happened: dict[str, _Happened], review: datetime | None) -> Standing:
    reset = happened.get("reset", _NEVER)
    standing = Standing(
        hints=happened.get("hint", _NEVER).times,
        started=datetime.fromisoformat(happened["served"].first_at) if "served" in happened else None,
        review=review,
        review_begun=review is not None and _written(review) <= reset.last_at,
    )
    if tried is None:
        return standing
    standing = msgspec.structs.replace(
        standing, attempts=tried.times, last=datetime.fromisoformat(tried.at), ever_passed=tried.passes > 0
    )
    if tried.times <= reset.attempts:
        return standing
    counts = review is None
    return msgspec.structs.replace(
        standing,
        verdict=Verdict(tried.verdict),
        points=tried.points if counts else 0.0,
        max_points=tried.max_points,
        passed=counts and tried.verdict == Verdict.PASSED,
    )


def _now() -> str:
    return _written(datetime.now(UTC))


def _written(time: datetime) -> str:
    """A time as the database holds it; such texts sort like their times."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds")
