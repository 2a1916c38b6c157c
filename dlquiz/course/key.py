"""What a verdict depends on: the key under which a result is found again."""

import hashlib

import msgspec

from dlquiz.class_model import Assigned, Assignment, HandedIn

ONE_SEED = "one seed for all"


class Key(msgspec.Struct, frozen=True):
    """What a verdict depends on, but for the secret seed itself: equal keys need to be graded once."""

    submission: str  # hash of the file's name and text
    slug: str
    version: str  # of the exercise, and what the course has set otherwise
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

    def assigned(self, slug: str) -> Assigned:
        """What the assignment says of an exercise."""
        return next(assigned for assigned in self.assignment.exercises if assigned.slug == slug)

    def _rules(self, slug: str) -> str:
        """The exercise's version, with the limits and tolerances that the course has set instead of its own."""
        assigned, rules = self.assigned(slug), [self.versions[slug]]
        if assigned.limits.seconds is not None:
            rules.append(f"in {assigned.limits.seconds:g} s")
        if assigned.limits.memory is not None:
            rules.append(f"in {assigned.limits.memory} MiB")
        rules += [f"{dtype} × {factor:g}" for dtype, factor in sorted(assigned.tolerances.items())]
        return ", ".join(rules)
