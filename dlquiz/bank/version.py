"""The version of an exercise: a hash of all that can change a verdict."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from dlquiz.model import Exercise, ExerciseMeta, Mistake

DIGITS = 12


@cache
def grading_version() -> str:
    """Hash of the source files of the packages that grade: another grader may reach another verdict."""
    package = Path(__file__).parent.parent
    files = sorted(path for name in ("grading", "sandbox") for path in (package / name).rglob("*.py"))
    return _hash((path.relative_to(package).as_posix(), path.read_bytes()) for path in files)


def exercise_version(
    meta: ExerciseMeta, checks: str, solution: str, mistakes: tuple[Mistake, ...], stages: tuple[tuple[str, str], ...]
) -> str:
    """The exercise's version. Prompt, hints, notes and alternatives do not enter: they change no verdict."""
    rules = (meta.entry, meta.forbids, meta.limits)
    wrong = [(mistake.id, mistake.source, mistake.says) for mistake in mistakes]
    return _hash([rules, checks, solution, wrong, stages, grading_version()])


def released_version(version: str, grader: str) -> str:
    """The version of an exercise of a release: that of the whole bank, unless another grader reads the record."""
    return version if grader == grading_version() else _hash([version, grading_version()])


@cache
def operators_version() -> str:
    """Hash of the source files that make mutants: other operators make others."""
    package = Path(__file__).parent / "mutants"
    return _hash((path.relative_to(package).as_posix(), path.read_bytes()) for path in sorted(package.rglob("*.py")))


def score_version(exercise: Exercise, equivalents: Iterable[tuple[str, str]]) -> str:
    """What a mutation score is of. The grader does not enter, unlike above: it changes daily and the checks decide."""
    rules = (exercise.meta.entry, exercise.meta.kind, exercise.meta.limits)
    return _hash([rules, exercise.checks, exercise.solution, list(equivalents), operators_version()])


def _hash(parts: Iterable[object]) -> str:
    import hashlib  # OpenSSL takes 10 ms to load, and only grading needs it

    return hashlib.sha256(msgspec.json.encode(list(parts))).hexdigest()[:DIGITS]
