"""A whole class through `dlquiz grade`, with its curve of time and memory: python -m tests.bench.whole_class 10000

Five exercises a student: right answers, known mistakes, stubs and files that are no Python, each with a text of its own,
so that every one is graded. In the folder that `--folder` names lie the class, the gradebook and the curve (curve.json);
the same command goes on there after an interruption. Every verdict is compared with what it must be.
"""

import argparse
import itertools
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from dlquiz.bank import Bank

SLUGS = ("hello_tensor", "softmax", "linear_backward", "conv_params", "conv_output_size")
EVERY = 5.0  # seconds between two points of the curve
LINES = 10  # of the table
PROGRAM = str(Path(sys.executable).parent / "dlquiz")
NO_PYTHON = "def broken(:\n"


@dataclass(frozen=True)
class Point:
    """How far a run is, and what it takes."""

    seconds: float
    graded: int
    leader: float  # MiB of the process that reads, hands out and stores
    all: float  # MiB of it and of all that it has started, each page counted once (PSS)


def answers(slug: str, bank: Bank) -> list[tuple[str, bool]]:
    """Texts for one exercise, and whether each is right: as many right ones as wrong ones."""
    exercise = bank.exercise(slug)
    right = [exercise.solution, *exercise.alternatives.values()]
    wrong = [mistake.source for mistake in exercise.mistakes]
    wrong += [exercise.stub, NO_PYTHON]
    pairs = zip(itertools.cycle(right), wrong, strict=False)
    return [text for a, b in pairs for text in ((a, True), (b, False))]


def write_class(folder: Path, students: int) -> dict[str, list[bool]]:
    """Writes what the class hands in; returns, for each exercise, who is right."""
    bank = Bank.find(None)
    due: dict[str, list[bool]] = {slug: [] for slug in SLUGS}
    for slug in SLUGS:
        kinds = answers(slug, bank)
        for number in range(students):
            text, right = kinds[(number + number // len(kinds)) % len(kinds)]
            path = folder / f"s{number:05}" / f"{slug}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{text}\n# s{number:05}\n", encoding="utf-8")
            due[slug].append(right)
    return due


def run(folder: Path, jobs: int | None) -> list[Point]:
    """Grades the class and looks on."""
    words = [PROGRAM, "grade", "class", "--gradebook", "grades.db", *(["--jobs", str(jobs)] if jobs else [])]
    started, points = time.monotonic(), []
    with (folder / "screen.txt").open("w") as screen:
        process = subprocess.Popen(words, cwd=folder, stdout=screen, stderr=screen)
        try:
            while process.poll() is None:
                points.append(look(process.pid, folder / "grades.db", started))
                time.sleep(min(EVERY, 0.2 + (time.monotonic() - started) / 100))
        finally:
            process.terminate()
            process.wait()
    if process.returncode:
        sys.exit(f"dlquiz grade ended with {process.returncode}:\n{(folder / 'screen.txt').read_text()[-3000:]}")
    return points


def look(pid: int, gradebook: Path, started: float) -> Point:
    """The run now. The gradebook is read as anyone may while it is written."""
    graded = 0
    if gradebook.is_file():
        with sqlite3.connect(f"{gradebook.as_uri()}?mode=ro", uri=True) as db:
            try:
                (graded,) = db.execute("SELECT COALESCE(MAX(id), 0) FROM results").fetchone()
            except sqlite3.OperationalError:  # its tables are being made
                graded = 0
        db.close()
    return Point(time.monotonic() - started, graded, memory(pid, "Rss"), sum(memory(one, "Pss") for one in family(pid)))


def memory(pid: int, kind: str) -> float:
    """MiB of a process; 0 if it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")) / 1024


def family(pid: int) -> Iterator[int]:
    """A process, and all that it has started."""
    yield pid
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = tasks.read_text(encoding="ascii").split()
        except OSError:
            continue
        for child in children:
            yield from family(int(child))


def judged_otherwise(gradebook: Path, due: dict[str, list[bool]]) -> list[str]:
    """Submissions whose verdict is not the one that it must be, or is missing."""
    query = """
        SELECT student, files.slug, (SELECT verdict FROM results WHERE key = files.key ORDER BY id DESC LIMIT 1)
        FROM files
    """
    with sqlite3.connect(gradebook) as db:
        found = {(student, slug): verdict for student, slug, verdict in db.execute(query)}
    expected = {(f"s{n:05}", slug): right for slug, rights in due.items() for n, right in enumerate(rights)}
    assert found.keys() == expected.keys()
    return [
        f"{student} {slug}: {found[student, slug]}"
        for (student, slug), right in expected.items()
        if (found[student, slug] == "passed") is not right or found[student, slug] in (None, "internal")
    ]


def table(points: list[Point]) -> Iterator[str]:
    """Some lines of the curve, evenly over what was graded."""
    yield f"{'graded':>8} {'seconds':>9} {'a second':>9} {'leader':>11} {'all':>9}"
    total, before = points[-1].graded, points[0]
    for line in range(LINES + 1):
        point = next(point for point in points if point.graded >= total * line // LINES)
        rate = (point.graded - before.graded) / (point.seconds - before.seconds) if point is not before else 0.0
        yield f"{point.graded:8} {point.seconds:9.1f} {rate:9.1f} {point.leader:7.0f} MiB {point.all:5.0f} MiB"
        before = point
    highest = max(points, key=lambda point: point.leader)
    yield f"most in the leading process: {highest.leader:.0f} MiB, at {highest.seconds:.0f} s"


def main() -> None:
    """Prints the table; writes the curve."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("students", type=int)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--folder", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = (wanted.folder or Path(name)).absolute()
        due = write_class(folder / "class", wanted.students)
        points = run(folder, wanted.jobs)
        about = {"students": wanted.students, "exercises": SLUGS, "jobs": wanted.jobs, "load": os.getloadavg()[0]}
        curve = {"schema": 1, **about, "points": [asdict(point) for point in points]}
        (folder / "curve.json").write_text(json.dumps(curve), encoding="utf-8")
        print("\n".join(table(points)))
        wrong = judged_otherwise(folder / "grades.db", due)
        print(f"judged otherwise than it must be: {len(wrong)}", *wrong[:20], sep="\n")


if __name__ == "__main__":
    main()
