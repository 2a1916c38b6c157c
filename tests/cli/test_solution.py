"""`solution`: every policy, giving up and what comes of it, and a clock that was set back."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.conftest import RIGHT, WRONG, Place

STUB_FIXED = 'def double(x):\n    raise NotImplementedError("later")\n'


def course(place: Place, text: str) -> None:
    (place.bank / "course.yaml").write_text(text, encoding="utf-8")


def refused(place: Place, *arguments: str) -> str:
    """What a refusal says: one line on stderr, and nothing of the solution."""
    done = place.run("solution", "double", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


def try_(place: Place, text: str, code: int = 1) -> None:
    place.file().write_text(text)
    assert place.run("check", "double").returncode == code


def given_up(place: Place) -> None:
    try_(place, WRONG)
    for _ in range(3):
        place.run("hint", "double")
    assert place.run("solution", "double", "--give-up").returncode == 0


def days_ago(place: Place, days: float) -> None:
    """Let all that was stored have happened so much earlier."""
    with closing(sqlite3.connect(place.database())) as db:
        for table in ("attempts", "events"):
            for number, at in db.execute(f"SELECT id, at FROM {table}").fetchall():
                moved = (datetime.fromisoformat(at) - timedelta(days=days)).isoformat(timespec="milliseconds")
                db.execute(f"UPDATE {table} SET at = ? WHERE id = ?", (moved, number))
        db.commit()


def entry(place: Place) -> dict[str, object]:
    [topic] = place.json("list")["topics"]
    [found] = [entry for entry in topic["exercises"] if entry["exercise"] == "double"]
    return dict(found)


class TestGivingUp:
    def test_it_takes_a_real_try_and_all_hints(self, started: Place) -> None:
        assert "dlquiz solution double --give-up" in refused(started)
        assert "try double at least once" in refused(started, "--give-up")
        started.run("check", "double")
        try_(started, STUB_FIXED)
        try_(started, "def double(x)\n")
        assert "try double at least once" in refused(started, "--give-up")
        try_(started, WRONG)
        assert "3 hints are left" in refused(started, "--give-up")
        for _ in range(2):
            started.run("hint")
        assert "1 hint is left" in refused(started, "--give-up")
        assert "--give-up" in started.run("hint").stdout
        assert started.run("solution", "--give-up").returncode == 0
        assert entry(started)["state"] == "gave_up"

    def test_a_stub_that_runs_is_no_try(self, place: Place) -> None:
        (place.bank / "exercises" / "00_start" / "double" / "stub.py").write_text(WRONG)  # to be repaired
        place.run("next")
        assert place.run("check", "double").returncode == 1
        assert "try double at least once" in refused(place, "--give-up")

    def test_it_is_recorded_and_says_when_the_exercise_comes_back(self, started: Place) -> None:
        given_up(started)
        day = f"{datetime.now() + timedelta(days=3):%Y-%m-%d}"
        shown, value = started.run("solution", "double"), started.json("solution", "double")
        assert "return 2 * x" in shown.stdout
        assert f"It comes back on {day}" in " ".join(shown.stdout.split())
        assert value["gave_up"] is True
        assert datetime.fromisoformat(value["review"]) - datetime.now(UTC) > timedelta(days=2.9)
        assert f"back on {day}" in started.run("list").stdout

    def test_a_copy_gives_no_points(self, started: Place) -> None:
        given_up(started)
        try_(started, RIGHT, code=0)
        done = started.run("check", "double")
        assert "You gave up on double" in done.stdout
        assert "all ▱▱▱▱▱▱▱▱▱▱ 0/2" in done.stdout
        assert (entry(started)["state"], entry(started)["points"]) == ("gave_up", 0)
        assert started.json("list")["passed"] == 0
        assert "0 of 1 exercises passed" in started.run("check", "--all").stdout
        started.run("reset", "double", "--yes")
        try_(started, RIGHT, code=0)
        assert entry(started)["state"] == "gave_up"
        assert started.json("next")["next"]["exercise"] == "again"  # the way goes on

    def test_it_comes_back_with_the_stub_and_then_counts(self, started: Place) -> None:
        given_up(started)
        try_(started, RIGHT, code=0)
        days_ago(started, 4)
        assert entry(started)["state"] == "review"
        assert "opens when you pass it" in refused(started)
        value = started.json("next")
        assert "double is back, since you gave up on it" in value["returned"]
        assert (value["graded"], value["next"]["exercise"]) == (None, "double")
        assert "NotImplementedError" in started.file().read_text()
        [kept] = started.json("reset", "double", "--list-backups")["backups"]
        assert kept["bytes"] == len(RIGHT)
        started.file().write_text(WRONG)
        assert started.run("next").returncode == 1
        assert started.file().read_text() == WRONG  # only once
        started.file().write_text(RIGHT)
        assert started.json("next")["next"]["exercise"] == "again"
        assert (entry(started)["state"], entry(started)["points"], entry(started)["review"]) == ("passed", 3, None)
        assert started.json("solution", "double")["gave_up"] is False

    def test_given_up_again_it_comes_back_again(self, started: Place) -> None:
        given_up(started)
        days_ago(started, 4)
        started.run("next")
        assert started.run("solution", "double", "--give-up").returncode == 0
        assert entry(started)["state"] == "gave_up"

    def test_where_it_is_open_giving_up_costs_nothing(self, started: Place) -> None:
        try_(started, RIGHT, code=0)
        assert started.json("solution", "double", "--give-up")["gave_up"] is False
        assert entry(started)["points"] == 3


class TestPolicies:
    def test_after_pass(self, started: Place) -> None:
        course(started, "reveal: after_pass\n")
        for _ in range(3):
            said = started.run("hint").stdout
        assert "--give-up" not in said
        try_(started, WRONG)
        assert "--give-up" not in started.run("check", "double").stdout
        for arguments in ([], ["--give-up"]):
            assert "opens when you pass it; this course knows no giving up" in refused(started, *arguments)
        started.file().write_text(RIGHT)
        assert "dlquiz solution" in started.run("check", "double").stdout
        assert started.json("solution", "double")["solution"].endswith("return 2 * x\n")

    def test_after_attempts(self, started: Place) -> None:
        course(started, "reveal: never\nexercises: [{slug: double, reveal: {after_attempts: 3}}]\n")
        for text in (WRONG, WRONG, STUB_FIXED, "def double(x)\n", WRONG + "\n"):
            try_(started, text)
        assert "after 3 tries (2 so far" in refused(started)
        assert "after 3 tries (2 so far" in refused(started, "--give-up")
        started.file().write_text(WRONG + "\n\n")
        assert "dlquiz solution" in started.run("check", "double").stdout
        assert started.json("solution", "double")["gave_up"] is False

    def test_after_a_time(self, started: Place) -> None:
        later = datetime.now(UTC) + timedelta(days=1)
        course(started, f"reveal: {{after: {later:%Y-%m-%dT%H:%M:%SZ}}}\n")
        started.file().write_text(RIGHT)
        assert "dlquiz solution" not in started.run("check", "double").stdout
        assert f"opens on {later:%Y-%m-%d %H:%M} UTC. Stuck?" in refused(started)
        course(started, "reveal: {after: 2020-01-01T00:00:00+09:00}\n")
        assert started.run("solution", "double").returncode == 0

    def test_a_clock_that_is_set_back_closes_nothing_and_opens_nothing(self, started: Place) -> None:
        course(started, "reveal: {after: 2090-01-01T00:00:00+09:00}\n")
        assert "clock" not in refused(started)
        with closing(sqlite3.connect(started.database())) as db:  # the workspace has seen a later day
            db.execute("UPDATE clock SET latest = '2089-12-31T00:00:00.000+00:00'")
            db.commit()
        assert "this machine's clock is behind, the workspace has seen 2089-12-31 00:00 UTC" in refused(started)
        course(started, "reveal: {after: 2089-12-01T00:00:00+09:00}\n")
        assert started.run("solution", "double").returncode == 0

    @pytest.mark.parametrize(
        ("word", "told"), [("never", "stays closed in this course"), ("instructor", "your instructor reveals it")]
    )
    def test_not_even_a_pass(self, started: Place, word: str, told: str) -> None:
        course(started, f"reveal: {word}\n")
        started.file().write_text(RIGHT)
        done = started.run("check", "double")
        assert done.returncode == 0
        assert "dlquiz solution" not in done.stdout
        for arguments in ([], ["--give-up"]):
            assert told in refused(started, *arguments)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("reveal: {after: 2026-12-01T18:00:00}", "has a time without a zone"),
            ("reveal: soon", "unknown value 'soon'"),
            ("reveal: [", "not valid YAML"),
        ],
    )
    def test_a_bad_course_is_told_where_it_matters_and_stops_nothing_else(
        self, started: Place, text: str, told: str
    ) -> None:
        course(started, text)
        assert told in refused(started)
        assert "course.yaml" in refused(started, "--give-up")
        started.file().write_text(RIGHT)
        assert started.run("hint").returncode == 0
        assert started.run("next").returncode == 0


class TestScreen:
    def test_a_difference_the_reference_and_the_notes(self, started: Place) -> None:
        try_(started, RIGHT, code=0)
        said = started.run("solution", "double", "--diff").stdout
        parts = ["From yours (-) to the reference (+)", "-    return x + x", "The reference: double", "Notes."]
        assert sorted(parts, key=said.index) == parts
