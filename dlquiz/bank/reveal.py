"""When learners may open a solution: `reveal` in course.yaml, for a whole course and for single exercises.

A policy is looked at on the learner's machine, with the learner's progress and clock. It guides; it guards nothing,
but for `instructor` in a sealed release: there the key is not on that machine.
"""

from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from dlquiz.bank.files import shown
from dlquiz.bank.typed import Keys, convert
from dlquiz.errors import BankError

FILE = "course.yaml"
MEANING = (
    "what opens a solution for learners: self_study, after_pass, {after_attempts: 5}, "
    "{after: 2026-12-01T18:00:00+09:00}, instructor or never"
)
MEANINGS = {
    "after_attempts": "after how many attempts it opens, a whole number from 1 on",
    "after": "a day and a time with its zone, such as 2026-12-01T18:00:00+09:00",
}
KEYS = Keys(
    {
        "reveal": MEANING,
        **{f"reveal.{key}": meaning for key, meaning in MEANINGS.items()},
        "exercises": "a list of exercises: a name, or {slug: …, reveal: …}",
        "exercises[].slug": "the name of an exercise",
        "exercises[].reveal": MEANING,
        **{f"exercises[].reveal.{key}": meaning for key, meaning in MEANINGS.items()},
    }
)

Word = Literal["self_study", "after_pass", "instructor", "never"]


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A policy that is written as a mapping with one key."""

    after_attempts: int | None = None
    after: datetime | None = None


Reveal = Word | Condition  # as it stands in course.yaml


class Policy(msgspec.Struct, frozen=True):
    """When a solution opens.

    self_study: after a pass, or after giving up. after_pass: after a pass. after_attempts: after a pass or `attempts`
    tries. after: from `time` on, which has a zone. instructor: with an unlock file. never: not at all.
    """

    kind: Literal["self_study", "after_pass", "after_attempts", "after", "instructor", "never"] = "self_study"
    attempts: int = 0
    time: datetime | None = None


class Policies(msgspec.Struct, frozen=True):
    """The policies of a course: one for all exercises, and those that exercises have of their own."""

    default: Policy = Policy()
    own: dict[str, Policy] = {}

    def of(self, slug: str) -> Policy:
        """The policy of an exercise."""
        return self.own.get(slug, self.default)


class Learner(msgspec.Struct, frozen=True):
    """What a policy asks about: a learner's way with one exercise, and the time."""

    slug: str
    passed: bool  # at any time, but for what was given up and has not been reviewed
    gave_up: bool  # and it has not come back since
    tries: int  # different texts that ran; the unchanged stub is none
    hints_left: int
    now: datetime  # the latest that the workspace has seen
    clock_behind: bool = False  # the machine's clock shows less than that
    unlocked: bool = False  # an unlock file of the instructor's is there


def usual_policies(released: bool) -> Policies:
    """What holds where nothing is said: self-study, but in a release the instructor's word, so that no key travels."""
    return Policies(Policy("instructor" if released else "self_study"))


def read_policies(course: Path, released: bool) -> Policies:
    """What a course.yaml says on `reveal`; all else in it is passed over. `released`: see `usual_policies`.

    Raises:
        BankError: the file can't be read, or breaks the rules. The text names the file, the key and the fix.
    """
    from dlquiz.bank.yaml_files import read_yaml

    raw = convert(read_yaml(course), _CourseFile, course, KEYS)
    entries = {entry.slug: entry.reveal for entry in raw.exercises if isinstance(entry, _Entry) and entry.reveal}
    usual = [] if raw.reveal is None else [("reveal", raw.reveal)]
    named = [*usual, *((f"{slug}: reveal", reveal) for slug, reveal in entries.items())]
    for key, reveal in named:
        if fault := reveal_fault(reveal):
            raise BankError(shown(course), f"`{key}` {fault}", f"`reveal` holds {MEANING}.")
    default = usual_policies(released).default if raw.reveal is None else policy_of(raw.reveal)
    return Policies(default, {slug: policy_of(reveal) for slug, reveal in entries.items()})


def reveal_fault(reveal: Reveal) -> str | None:
    """What is wrong with a policy as it stands in course.yaml, as the end of a sentence; None if nothing is."""
    if isinstance(reveal, str):
        return None
    if (reveal.after is None) == (reveal.after_attempts is None):
        return f"has {'neither' if reveal.after is None else 'both'} of `after` and `after_attempts`"
    if reveal.after is not None and reveal.after.tzinfo is None:
        return f"has a time without a zone ({reveal.after.isoformat(' ')})"
    if reveal.after_attempts is not None and reveal.after_attempts < 1:
        return f"opens after {reveal.after_attempts} attempts"
    return None


def policy_of(reveal: Reveal) -> Policy:
    """The policy that a healthy entry of course.yaml means."""
    if isinstance(reveal, str):
        return Policy(reveal)
    if reveal.after_attempts is not None:
        return Policy("after_attempts", attempts=reveal.after_attempts)
    return Policy("after", time=reveal.after)


def closed(policy: Policy, learner: Learner) -> str | None:
    """Why the solution stays closed, and what opens it, in a sentence; None if it is open."""
    slug = learner.slug
    hint = f"Stuck? dlquiz hint {slug}"
    if learner.unlocked:
        return None
    match policy.kind:
        case "self_study" if not (learner.passed or learner.gave_up):
            giving_up = f"after all hints you can give up on it: dlquiz solution {slug} --give-up"
            return f"the solution of {slug} opens when you pass it. {hint}; {giving_up}"
        case "after_pass" if not learner.passed:
            return f"the solution of {slug} opens when you pass it; this course knows no giving up. {hint}"
        case "after_attempts" if not learner.passed and learner.tries < policy.attempts:
            so_far = f"{learner.tries} so far; each counts that runs and differs from the others"
            return f"the solution of {slug} opens when you pass it, or after {policy.attempts} tries ({so_far}). {hint}"
        case "after" if policy.time is not None and learner.now < policy.time:
            behind = f"; this machine's clock is behind, the workspace has seen {told(learner.now)}"
            opens = f"opens on {told(policy.time)}{behind if learner.clock_behind else ''}"
            return f"the solution of {slug} {opens}. {hint}"
        case "instructor":
            put = "put the unlock file that you then get beside dlquiz.yaml"
            return f"the solution of {slug} opens when your instructor reveals it: {put}. {hint}"
        case "never":
            return f"the solution of {slug} stays closed in this course. {hint}"
    return None


def no_giving_up(policy: Policy, learner: Learner) -> str | None:
    """Why the learner can't give up on the exercise, and what to do first; None if they can."""
    if policy.kind != "self_study":
        return closed(policy, learner)
    if not learner.tries:
        return f"try {learner.slug} at least once before you give up: change the file, then dlquiz check {learner.slug}"
    if learner.hints_left:
        left = "1 hint is" if learner.hints_left == 1 else f"{learner.hints_left} hints are"
        return f"see all hints of {learner.slug} before you give up: {left} left. dlquiz hint {learner.slug}"
    return None


def told(time: datetime) -> str:
    """A time as a person reads it, in the zone of this machine: "2026-12-01 18:00+09:00"."""
    return time.astimezone().isoformat(" ", "minutes").replace("+00:00", " UTC")


class _Entry(msgspec.Struct, frozen=True):
    slug: str
    reveal: Reveal | None = None


class _CourseFile(msgspec.Struct, frozen=True):
    """course.yaml as far as it matters here; dlquiz.course reads it whole."""

    reveal: Reveal | None = None
    exercises: tuple[str | _Entry, ...] = ()
