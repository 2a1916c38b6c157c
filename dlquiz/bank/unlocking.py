"""Solutions that travel sealed with a released course, and the keys that open them.

A release has `sealed/<slug>.age` for each exercise, `sealed/keys.age` with all their keys for the instructor alone, and
`sealed/open.txt` with those keys that learners' own programs may use once the course's policy allows it. An instructor
opens more by an *unlock file*, which learners put into their workspace or into the course's folder.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from dlquiz.bank.reveal import Policies
from dlquiz.bank.sealing import LARGEST as SEALED
from dlquiz.bank.sealing import Keys, open_sealed, read_keys
from dlquiz.errors import UsageError

FOLDER, KEYS, OPEN = "sealed", "keys.age", "open.txt"
UNLOCK = "unlock*.txt"
UNLOCKING = 2**20  # bytes of an unlock file; a key takes 100
GUARDED = ("instructor", "never")  # policies whose keys do not travel with the release


def carried(keys: Keys, policies: Policies) -> Keys:
    """The keys that a release brings along: those whose policy a learner's own program looks at."""
    return keys.only(opened_by_policy(list(keys.identities), policies))


def opened_by_policy(slugs: Sequence[str], policies: Policies) -> list[str]:
    """The exercises whose policy a learner's own program looks at."""
    return [slug for slug in slugs if policies.of(slug).kind not in GUARDED]


def sealed_file(root: Path, slug: str) -> bytes:
    """The sealed file of an exercise. Raises UsageError if it can't be read."""
    return read_whole(root / FOLDER / f"{slug}.age", SEALED)


def read_whole(path: Path, most: int) -> bytes:
    """A file of at most `most` bytes. Raises UsageError if it is larger, no plain file, or can't be read."""
    try:
        if not path.is_file():
            raise UsageError(f"{path} is not there, or is no plain file. Name another one, or get it again")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from None
    if len(data) > most:
        raise UsageError(f"{path} is larger than {most >> 20} MiB, so it is not dlquiz's. Get it again")
    return data


class Vault:
    """The sealed solutions of a release in `root`, with the unlock files that lie in `places`."""

    def __init__(self, root: Path, places: Sequence[Path]) -> None:
        self._root, self._places = root, places
        self.faults: list[str] = []  # sentences on unlock files that are of no use, filled by `unlocked`

    def unlocked(self, slug: str) -> bool:
        """Whether an unlock file opens the exercise, whatever the policy says."""
        return self._opened(slug, self._unlocking) is not None

    def open(self, slug: str) -> dict[str, bytes]:
        """The exercise's files by name: solution.py, notes.md and others.

        Raises:
            UsageError: its key is not here, or the sealed file can't be read.
        """
        opened = self._opened(slug, self._unlocking)
        if opened is not None:
            return opened
        own = self._root / FOLDER / OPEN
        keys = _keys(own) if own.is_file() else None
        if keys is None or slug not in keys.identities:
            raise UsageError(
                f"the solution of {slug} is sealed, and this course does not bring its key. "
                "It opens with an unlock file of your instructor's"
            )
        try:
            return open_sealed(sealed_file(self._root, slug), keys.identities[slug])
        except UsageError as error:
            raise UsageError(f"{FOLDER}/{slug}.age of this course: {error}") from None

    def _opened(self, slug: str, candidates: Sequence[tuple[Path, Keys]]) -> dict[str, bytes] | None:
        for path, keys in candidates:
            if slug not in keys.identities:
                continue
            try:
                return open_sealed(sealed_file(self._root, slug), keys.identities[slug])
            except UsageError as error:
                self.faults.append(f"{path.name} does not open {slug}: {error}")
        return None

    @cached_property
    def _unlocking(self) -> list[tuple[Path, Keys]]:
        return list(self._readable())

    def _readable(self) -> Iterator[tuple[Path, Keys]]:
        for place in dict.fromkeys(self._places):
            for path in sorted(place.glob(UNLOCK)):
                try:
                    yield path, _keys(path)
                except UsageError as error:
                    self.faults.append(str(error))


def _keys(path: Path) -> Keys:
    try:
        text = read_whole(path, UNLOCKING).decode()
    except UnicodeDecodeError:
        raise UsageError(f"{path.name} is no unlock file of dlquiz: it is not text. Get it again") from None
    return read_keys(text, path.name)
