"""One exercise of a release: its open folder, and what solution and mistakes answered when it was made."""

from pathlib import Path

import msgspec

from dlquiz.bank.files import read_python, read_text, shown
from dlquiz.bank.manifest import AGAIN, Manifest, demand_whole
from dlquiz.bank.version import released_version
from dlquiz.errors import BankError
from dlquiz.model import Exercise, ExerciseMeta, Mistake

FOLDER = "recorded"


class Words(msgspec.Struct, frozen=True):
    """recorded/<slug>.json: the words of a diagnosis, by the mistake's id."""

    mistakes: dict[str, str]


def words_of(exercise: Exercise) -> Words:
    """What a release tells of an exercise's mistakes."""
    return Words({mistake.id: mistake.says for mistake in exercise.mistakes})


def read_released(meta: ExerciseMeta, root: Path, manifest: Manifest) -> Exercise:
    """The exercise that `meta` describes, of the release in `root`. Its solution and its mistakes have no source.

    Raises:
        BankError: it is not in the manifest, or a file of it was changed since the release was made.
    """
    if meta.slug not in manifest.exercises:
        raise BankError(shown(Path(meta.folder)), "this exercise is not part of the release", "Remove the folder.")
    demand_whole(root, manifest, meta.slug)
    released, folder = manifest.exercises[meta.slug], Path(meta.folder)
    path = root / FOLDER / f"{meta.slug}.json"
    try:
        words = msgspec.json.decode(path.read_bytes(), type=Words)
        recorded = (root / FOLDER / f"{meta.slug}.tape").read_bytes()
    except (OSError, msgspec.MsgspecError):
        raise BankError(shown(path), "the record of this release is damaged", AGAIN) from None
    return Exercise(
        meta=meta,
        version=released_version(released.version, released.grader),
        prompt=read_text(folder / "prompt.md"),
        stub=read_python(folder / "stub.py"),
        checks=read_python(folder / "checks.py"),
        solution="",
        notes="",
        mistakes=tuple(Mistake(id, says, "") for id, says in words.mistakes.items()),
        alternatives={},
        recorded=recorded,
    )
