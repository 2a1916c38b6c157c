"""course.yaml: which exercises an assignment has, what they are worth, and when they are due."""

import math
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from dlquiz.bank.names import nearest
from dlquiz.bank.reveal import KEYS as REVEAL_KEYS
from dlquiz.bank.reveal import Reveal, reveal_fault
from dlquiz.bank.typed import Keys, convert
from dlquiz.bank.yaml_files import read_yaml
from dlquiz.class_model import Assigned, Assignment, CourseLimits, Handout, Keep, LatePolicy
from dlquiz.errors import BankError, UsageError
from dlquiz.model import ExerciseMeta

# Beyond these a wrong answer could pass: a detour through float32 in float64, else a difference of a tenth and more.
WIDEST = {"float64": 50.0, "float32": 1000.0, "float16": 10.0, "bfloat16": 2.0}
_AT_MOST = "from 1 to " + ", ".join(f"{most:g} in {dtype}" for dtype, most in WIDEST.items())

KEYS = Keys(
    {
        **REVEAL_KEYS.meaning,
        "title": "the name of the assignment, a text",
        "exercises": "a list of exercises, each once: a name, or {slug: …, points: …, limits: …, reveal: …}",
        "exercises[].slug": "the name of an exercise",
        "exercises[].points": "what a pass is worth, a number above 0; without it the sum of its checks",
        "exercises[].limits": "a mapping with `seconds` or `memory`; what is not named is the exercise's own",
        "exercises[].limits.seconds": "the seconds for all checks together, a number above 0",
        "exercises[].limits.memory": "the memory in MiB, a whole number above 0",
        "exercises[].tolerances": f"the same as `tolerances`, for this exercise: {_AT_MOST}",
        "due": "a day and a time with its zone, such as 2026-11-20T23:59:00+09:00",
        "late": "a mapping with `percent`, `most` and `days`",
        "late.percent": "what each day begun costs, a number from 0 to 100",
        "late.most": "what all days together cost at most, a number from 0 to 100",
        "late.days": "the days after which nothing is accepted, a number above 0",
        "keep": "which of several attempts counts: latest or best",
        "tolerances": f"by dtype, how many times as large as usual a difference may be, as {{float32: 10}}: {_AT_MOST}",
        "commit_times": "true to take a clone's commits at their word on when its files were handed in, else false",
        "seed_per_student": "true to draw other inputs for each student, else false",
    }
)


class ExerciseEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One exercise of the file, written as a mapping."""

    slug: str
    points: float | None = None
    limits: CourseLimits = CourseLimits()
    tolerances: dict[str, float] = {}
    reveal: Reveal | None = None


class CourseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """course.yaml as it stands; `KEYS` says what each key holds."""

    exercises: tuple[str | ExerciseEntry, ...]
    title: str = ""
    due: datetime | None = None
    late: LatePolicy = LatePolicy()
    keep: Keep = "latest"
    tolerances: dict[str, float] = {}
    seed_per_student: bool = False
    reveal: Reveal = "self_study"  # for learners; `dlquiz.bank.reveal` reads it, grading does not
    commit_times: bool = False


def read_course(path: Path, slugs: Collection[str]) -> Assignment:
    """The assignment that a course.yaml describes.

    Args:
        slugs: the exercises that there are.

    Raises:
        UsageError: the file is missing, or names an exercise that does not exist.
        BankError: the file breaks the rules of `KEYS`. The text names the file, the key and the fix.
    """
    if not path.is_file():
        raise UsageError(f"{path} is not there, or no file. Name a course.yaml.")
    raw = convert(_plain(path), CourseFile, path, KEYS)
    entries = [ExerciseEntry(entry) if isinstance(entry, str) else entry for entry in raw.exercises]
    for key, fault in (*_exercise_faults(entries), *_faults(raw)):
        raise BankError(path, f"`{key}` {fault}", KEYS.holds(key))
    for entry in entries:
        if entry.slug not in slugs:
            near = nearest(entry.slug, slugs)
            hint = f" Nearest: {', '.join(near)}." if near else ""
            raise UsageError(f'{path}: no exercise "{entry.slug}".{hint} All: dlquiz list')
    assigned = tuple(
        Assigned(entry.slug, entry.points, entry.limits, _wider({**raw.tolerances, **entry.tolerances}))
        for entry in entries
    )
    title = raw.title.strip()
    return Assignment(assigned, title, raw.due, raw.late, raw.keep, raw.seed_per_student, raw.commit_times)


def assignment_of(handout: Handout, metas: Iterable[ExerciseMeta]) -> Assignment:
    """Where no course.yaml says it: the exercises that anyone handed in, in the order of `metas`.

    Raises:
        UsageError: no one handed in anything for any of them.
    """
    there = {handed_in.slug for handed_in in handout.files}
    exercises = tuple(Assigned(meta.slug) for meta in metas if meta.slug in there)
    if not exercises:
        raise UsageError(
            "nothing was handed in for any exercise. A file is named like its exercise, such as max_pool.py. "
            "All names: dlquiz list"
        )
    return Assignment(exercises)


def _plain(path: Path) -> object:
    try:
        return read_yaml(path)
    except BankError as error:
        if "the file is empty" in error.problem:
            raise BankError(error.file, error.problem, KEYS.holds("exercises")) from None
        raise


def _exercise_faults(entries: list[ExerciseEntry]) -> Iterator[tuple[str, str]]:
    """(key, what is wrong with its value) of the exercises."""
    if not entries:
        yield "exercises", "is empty"
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        key = f"exercises[{index}]"
        if entry.slug in seen:
            yield key, f"names `{entry.slug}` a second time"
        seen.add(entry.slug)
        if entry.points is not None and not _positive(entry.points):
            yield f"{key}.points", f"is {entry.points:g}"
        if entry.limits.seconds is not None and not _positive(entry.limits.seconds):
            yield f"{key}.limits.seconds", f"is {entry.limits.seconds:g}"
        if entry.limits.memory is not None and not _positive(entry.limits.memory):
            yield f"{key}.limits.memory", f"is {entry.limits.memory}"
        if entry.reveal is not None and (fault := reveal_fault(entry.reveal)):
            yield f"{key}.reveal", fault
        yield from _tolerance_faults(f"{key}.tolerances", entry.tolerances)


def _faults(raw: CourseFile) -> Iterator[tuple[str, str]]:
    """The same of the rest."""
    if raw.due is not None and raw.due.tzinfo is None:
        yield "due", f"has no time zone ({raw.due.isoformat(' ')})"
    if fault := reveal_fault(raw.reveal):
        yield "reveal", fault
    yield from _tolerance_faults("tolerances", raw.tolerances)
    for key, percent in (("late.percent", raw.late.percent), ("late.most", raw.late.most)):
        if not 0 <= percent <= 100:
            yield key, f"is {percent:g}"
    if raw.late.days is not None and not _positive(raw.late.days):
        yield "late.days", f"is {raw.late.days:g}"


def _tolerance_faults(key: str, tolerances: dict[str, float]) -> Iterator[tuple[str, str]]:
    for dtype, factor in tolerances.items():
        if dtype not in WIDEST:
            yield key, f"names `{dtype}`, which is none of {', '.join(WIDEST)}"
        elif not 1 <= factor <= WIDEST[dtype]:
            yield key, f"has {factor:g} for `{dtype}`"


def _wider(tolerances: dict[str, float]) -> dict[str, float]:
    return {dtype: factor for dtype, factor in tolerances.items() if factor != 1}


def _positive(number: float) -> bool:
    return number > 0 and math.isfinite(number)
