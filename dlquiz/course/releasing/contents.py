"""What a release is made of: every file of it, by its path.

`exercises/` as it is, `recorded/` (what solution and mistakes answered), `sealed/` (the solutions), `course.yaml` where
there is one, and the manifest.
"""

import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from dlquiz import __version__
from dlquiz.bank import Bank
from dlquiz.bank.folders import is_cache
from dlquiz.bank.manifest import FILE, FORMAT, Manifest, Released, digest
from dlquiz.bank.released import FOLDER, words_of
from dlquiz.bank.reveal import FILE as COURSE
from dlquiz.bank.reveal import Policies
from dlquiz.bank.sealing import Keys, new_identity, recipient_of, seal, write_keys
from dlquiz.bank.unlocking import FOLDER as SEALED
from dlquiz.bank.unlocking import KEYS, OPEN, carried
from dlquiz.bank.version import grading_version
from dlquiz.course.releasing.leaks import demand_no_solution
from dlquiz.jobs import record_all
from dlquiz.model import Exercise

READ_ME = """# {course}

A course for [dlquiz](https://pypi.org/project/dlquiz/). With dlquiz installed, start in this folder:

    dlquiz next

No solution is in here in the open. A newer release: `dlquiz update --from FOLDER_OR_ZIP`, in your workspace.
"""


@dataclass(frozen=True)
class Wanted:
    """What to release. `course`: a course.yaml that goes along; `policies`: what it says on solutions."""

    title: str
    slugs: Sequence[str]
    course: Path | None
    policies: Policies


def contents(
    bank: Bank, wanted: Wanted, lock: Callable[[Keys], bytes], advance: Callable[[str], None]
) -> dict[str, bytes]:
    """All files of a release.

    Args:
        lock: seals the keys of all solutions, to a passphrase or a public key.
        advance: called with the name of each exercise that is recorded.

    Raises:
        UsageError: the bank is a release itself, or an exercise can't be recorded.
        BankError: a file of an exercise breaks the contract, or would give its solution away.
    """
    bank.demand_solutions("nothing can be released from it")
    keys = Keys(wanted.title, secrets.token_hex(8), {slug: new_identity() for slug in wanted.slugs})
    exercises = [bank.exercise(slug) for slug in wanted.slugs]
    files = dict(_open(bank, exercises)) | dict(_recorded(bank, exercises, advance)) | dict(_sealed(bank, keys))
    files[f"{SEALED}/{OPEN}"] = write_keys(carried(keys, wanted.policies)).encode()
    files["README.md"] = READ_ME.format(course=wanted.title).encode()
    if wanted.course is not None:
        files[COURSE] = wanted.course.read_bytes()
    demand_no_solution(bank, wanted.slugs, files)
    files[f"{SEALED}/{KEYS}"] = lock(keys)
    files[FILE] = _manifest(keys, exercises, files)
    return files


def _open(bank: Bank, exercises: Sequence[Exercise]) -> Iterator[tuple[str, bytes]]:
    """What everybody may read."""
    for exercise in exercises:
        folder = Path(exercise.meta.folder)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not any(is_cache(part) for part in path.relative_to(folder).parts):
                yield path.relative_to(bank.root).as_posix(), path.read_bytes()
    curriculum = bank.exercises / "curriculum.yaml"
    if curriculum.is_file():
        yield "exercises/curriculum.yaml", curriculum.read_bytes()


def _recorded(bank: Bank, exercises: Sequence[Exercise], advance: Callable[[str], None]) -> Iterator[tuple[str, bytes]]:
    """What grading and diagnosis need instead of the solutions."""
    with tempfile.TemporaryDirectory(prefix="dlquiz-release-") as folder:
        record_all(bank.root, [exercise.meta.slug for exercise in exercises], Path(folder), advance)
        for exercise in exercises:
            slug = exercise.meta.slug
            yield f"{FOLDER}/{slug}.tape", Path(folder, f"{slug}.tape").read_bytes()
            yield f"{FOLDER}/{slug}.json", msgspec.json.encode(words_of(exercise))


def _sealed(bank: Bank, keys: Keys) -> Iterator[tuple[str, bytes]]:
    """Each exercise's solution folder, closed with its own key."""
    for slug, identity in keys.identities.items():
        folder = bank.solution_folder(slug)
        found = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not any(is_cache(part) for part in path.relative_to(folder).parts)
        }
        yield f"{SEALED}/{slug}.age", seal(found, recipient_of(identity))


def _manifest(keys: Keys, exercises: Sequence[Exercise], files: dict[str, bytes]) -> bytes:
    versions = {e.meta.slug: Released(e.meta.topic, e.version, grading_version()) for e in exercises}
    hashes = {name: digest(content) for name, content in files.items()}
    manifest = Manifest(FORMAT, keys.release, keys.course, __version__, versions, hashes)
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
