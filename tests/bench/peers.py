"""The same assignment graded by dlquiz, pytest, nbgrader and otter-grader: seconds a submission, on the same one core.

One exercise of six checks, ten submissions; see tests/bench/assignment/. The scores of all four must be the expected
ones, else the bench ends. dlquiz is timed for a large class, in which its start hardly counts, and for the ten alone.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.assignment.graders import Dlquiz, Grader, Nbgrader, Otter, Pytest
from tests.bench.assignment.submissions import Submission, submissions
from tests.bench.rows import Row

ROUNDS = 3
COPIES = 20  # of the ten, each with a text of its own, so that each is graded
PEERS: tuple[Callable[[Path, Sequence[Submission]], Grader], ...] = (Pytest, Nbgrader, Otter)


def rows() -> list[Row]:
    """dlquiz beside each of the others."""
    ten = submissions()
    with tempfile.TemporaryDirectory() as name:
        graders = [Dlquiz(_room(name, "class"), copies(COPIES)), Dlquiz(_room(name, "ten"), ten)]
        peers = [make(_room(name, make.__name__), ten) for make in PEERS]
        whole, alone, *others = a_submission([*graders, *peers])
    found = []
    for peer, seconds in zip(peers, others, strict=True):
        found.append(Row(f"dlquiz grade, a submission of {COPIES * len(ten)}", whole, peer.name, seconds))
        found.append(Row(f"dlquiz grade, a submission of {len(ten)}, with its start", alone, peer.name, seconds))
    return found


def a_submission(graders: Sequence[Grader]) -> list[float]:
    """Seconds of a submission by each grader, the median of ROUNDS; taken in turn, and each graded once beforehand."""
    taken: list[list[float]] = [[] for _ in graders]
    for round_ in range(ROUNDS + 1):
        for grader, seconds in zip(graders, taken, strict=True):
            with cores(sorted(os.sched_getaffinity(0))[:1]):
                started = time.perf_counter()
                grader.grade()
                lasted = time.perf_counter() - started
            count = agreeing(grader)
            if round_:
                seconds.append(lasted / count)
    return [statistics.median(seconds) for seconds in taken]


def agreeing(grader: Grader) -> int:
    """How many submissions a grader has graded; ends the bench if their scores are not the expected ones."""
    expected = {one.student: one.scores for one in submissions()}
    found = grader.scores()
    wrong = {student: scores for student, scores in found.items() if scores != expected[student.partition("-")[0]]}
    if wrong or {student.partition("-")[0] for student in found} != set(expected):
        sys.exit(f"{grader.name} does not agree: {wrong or sorted(found)}; expected {expected}")
    return len(found)


def copies(count: int) -> list[Submission]:
    """A large class: the ten submissions so many times, each time with another comment at the end."""
    return [
        one._replace(student=f"{one.student}-{number}", source=f"{one.source}\n# {number}\n")
        for number in range(count)
        for one in submissions()
    ]


@contextmanager
def cores(few: Sequence[int]) -> Iterator[None]:
    """Meanwhile this thread, and all that it starts, has only these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, few)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _room(folder: str, name: str) -> Path:
    room = Path(folder) / name
    room.mkdir()
    return room
