"""What a verdict depends on: the key under which a result is found again."""

import hashlib

import msgspec

from dlquiz.class_model import Assignment, HandedIn

ONE_SEED = "one seed for all"


class Key(msgspec.Struct, frozen=True):
    """What a verdict depends on, but for the secret seed itself: equal keys need to be graded once."""

    submission: str  # hash of the file's name and text
    slug: str
    version: str  # of the exercise, and its limits where the course has set others
    torch: str
    device: str
    policy: str  # ONE_SEED, or the words that name the student whose own it is

    @property
    def hash(self) -> str:
        """The key as one word."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


class About(msgspec.Struct, frozen=True):
    """What a run grades, and with what."""

    assignment: Assignment
    titles: dict[str, str]  # by slug
    versions: dict[str, str]  # of the exercises, by slug
    totals: dict[str, float]  # points of the exercises' checks, by slug
    protection: tuple[str, ...]  # layers that are active on this machine
    torch: str
    device: str

    def key(self, file: HandedIn) -> Key:
        """The key of one file's result."""
        policy = f"a seed for {file.student}" if self.assignment.seed_per_student else ONE_SEED
        named = file.filename.encode(errors="backslashreplace") + b"\0" + file.source  # reports show the name
        digest = hashlib.sha256(named).hexdigest()
        return Key(digest, file.slug, self._rules(file.slug), self.torch, self.device, policy)

    def _rules(self, slug: str) -> str:
        """The exercise's version, with the limits that the course has set instead of its own."""
        limits = next(assigned.limits for assigned in self.assignment.exercises if assigned.slug == slug)
        version = self.versions[slug]
        return version if limits is None else f"{version} in {limits.seconds:g} s, {limits.memory} MiB"
