"""What a release says about itself: manifest.json beside exercises/, with a hash of every file.

Hashes find what was damaged or changed by accident or by hand. They are no signature: whoever changes a file can change
its hash, too. What counts for a grade is graded from the whole bank, with a secret seed.
"""

from pathlib import Path

import msgspec

from dlquiz.bank.files import shown
from dlquiz.errors import BankError

FILE = "manifest.json"
FORMAT = 1
AGAIN = "Get the release again: dlquiz update --from NEW"


class Released(msgspec.Struct, frozen=True):
    """One exercise of a release."""

    topic: str
    version: str  # of the exercise in the whole bank
    grader: str  # the version of the grading package that recorded it


class Manifest(msgspec.Struct, frozen=True):
    """The file."""

    format: int
    release: str  # an id that no other release has
    course: str
    dlquiz: str  # the version that made it
    exercises: dict[str, Released]
    files: dict[str, str]  # path with "/" -> SHA-256 in hexadecimal


class _Head(msgspec.Struct):
    format: int
    dlquiz: str = "?"


def is_release(root: Path) -> bool:
    """Whether a folder is a released course."""
    return (root / FILE).is_file() and (root / "exercises").is_dir()


def released_files(root: Path, slug: str) -> tuple[Path, ...]:
    """What an exercise of a release is made of, beside its open folder."""
    return (root / FILE, root / "recorded" / f"{slug}.tape", root / "recorded" / f"{slug}.json")


def read_manifest(root: Path) -> Manifest:
    """The manifest of the release in `root`.

    Raises:
        BankError: it can't be read, or was written by a newer dlquiz.
    """
    path = root / FILE
    try:
        return parse_manifest(path.read_bytes(), path)
    except OSError as error:
        raise BankError(shown(path), f"can't be read ({error.strerror})", "Put a readable file there.") from None


def parse_manifest(data: bytes, path: Path) -> Manifest:
    """The manifest in a file's bytes. Raises BankError as above."""
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format > FORMAT:
            made = f"this release was made by dlquiz {head.dlquiz}, which is newer than yours"
            raise BankError(shown(path), made, "Update: pip install -U dlquiz")
        return msgspec.json.decode(data, type=Manifest)
    except msgspec.MsgspecError:
        raise BankError(shown(path), "the manifest is damaged", AGAIN) from None


def changed_files(root: Path, manifest: Manifest, slug: str | None = None) -> list[str]:
    """The files that are missing or not as they were released: of one exercise, or all. Their paths, with "/"."""
    names = manifest.files if slug is None else _files_of(manifest, slug)
    return [name for name in names if not _is_whole(root / name, manifest.files[name])]


def demand_whole(root: Path, manifest: Manifest, slug: str) -> None:
    """Raises BankError where a file of an exercise is not as it was released."""
    for name in changed_files(root, manifest, slug):
        gone = not (root / name).exists()
        problem = "is missing in this release" if gone else "was changed since the release was made"
        raise BankError(shown(root / name), problem, AGAIN)


def digest(content: bytes) -> str:
    """The hash that stands in a manifest."""
    import hashlib

    return hashlib.sha256(content).hexdigest()


def _files_of(manifest: Manifest, slug: str) -> list[str]:
    own = f"exercises/{manifest.exercises[slug].topic}/{slug}/"
    return [name for name in manifest.files if name.startswith(own) or name.startswith(f"recorded/{slug}.")]


def _is_whole(path: Path, due: str) -> bool:
    try:
        return digest(path.read_bytes()) == due
    except OSError:
        return False
