"""What a new run says otherwise than the last whole one, about the same submissions."""

import sqlite3

import msgspec

from dlquiz.course.key import ONE_SEED

PARTS = {"version": "the exercise or its rules", "torch": "torch", "device": "the device", "policy": "the seed policy"}

CHANGES = f"""
    SELECT files.student, files.slug, {", ".join(f"old.{part}, now.{part}" for part in PARTS)},
           old.verdict, old.points, old.max_points, now.verdict, now.points, now.max_points
    FROM files
    JOIN results AS now ON now.id = (SELECT MAX(id) FROM results WHERE key = files.key AND run >= :since)
    JOIN results AS old ON old.id = (
        SELECT MAX(id) FROM results
        WHERE submission = files.submission AND slug = files.slug AND run <= :base
        AND policy IN ('{ONE_SEED}', now.policy)
    )
    WHERE counts = 1 AND now.run > :base ORDER BY files.student, files.slug
"""


class Outcome(msgspec.Struct, frozen=True):
    """One result, as far as a comparison goes. `verdict` is internal where the grader broke."""

    verdict: str
    points: float
    max_points: float


class Change(msgspec.Struct, frozen=True):
    """The same submission, graded otherwise than before."""

    student: str
    exercise: str
    before: Outcome
    after: Outcome
    why: tuple[str, ...]  # what has changed; only the seed, where nothing else has


def change_of(row: sqlite3.Row) -> Change | None:
    """What a row of CHANGES tells; None where the outcome is the same."""
    student, slug, *rest = row
    pairs, outcomes = rest[: 2 * len(PARTS)], rest[2 * len(PARTS) :]
    before, after = Outcome(*outcomes[:3]), Outcome(*outcomes[3:])
    if before == after:
        return None
    changed = [name for name, old, new in zip(PARTS.values(), pairs[::2], pairs[1::2], strict=True) if old != new]
    return Change(student, slug, before, after, tuple(changed) or ("the secret seed",))
