"""`solution`: when it opens, and what giving up costs."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.bank.reveal import Learner, Policy, closed, no_giving_up
from dlquiz.cli.output import PASSED
from dlquiz.cli.session import Session
from dlquiz.errors import BankError, UsageError
from dlquiz.model import ExerciseMeta

if TYPE_CHECKING:
    from dlquiz.bank.unlocking import Vault
    from dlquiz.view.pen import Screen


class Solution(Struct, frozen=True):
    """`solution`: the reference and its derivation, beside what the learner wrote."""

    meta: ExerciseMeta
    own: str | None
    reference: str
    notes: str
    review: datetime | None  # when it comes back, where it was given up
    diff: bool = False
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """Reference and derivation."""
        return {
            "exercise": self.meta.slug,
            "own": self.own,
            "solution": self.reference,
            "notes": self.notes,
            "gave_up": self.review is not None,
            "review": None if self.review is None else self.review.isoformat(),
        }

    def screens(self) -> "Iterator[Screen]":
        """Side by side where there is room."""
        from dlquiz.view.notices import notice_view
        from dlquiz.view.solution import solution_view

        yield solution_view(self.meta.slug, self.own, self.reference, self.notes, diff=self.diff)
        if self.review is not None:
            yield notice_view(f"\n{without_points(self.meta, self.review)}")


def open_solution(work: Session, meta: ExerciseMeta, give_up: bool, *, diff: bool = False) -> Solution:
    """The reference, if the course's policy has it open; giving up opens it where the policy allows that.

    Raises:
        UsageError: it stays closed. The text says what opens it.
    """
    why = refusal(work, meta)
    giving_up = give_up and why is not None
    if giving_up:
        why = give_up_refusal(work, meta)
    if why is not None:
        raise UsageError(why)
    reference, notes = _secrets(work, meta)
    if giving_up:
        work.progress.note(meta.slug, "gave_up")
    review = work.progress.standing(meta.slug).review
    return Solution(meta, _own(work, meta), reference, notes, review, diff)


def refusal(work: Session, meta: ExerciseMeta) -> str | None:
    """Why the solution is closed, and what opens it; None if it is open."""
    chosen = policy(work, meta)
    if chosen.kind == "after":
        work.progress.remember_time()
    vault = _vault(work)
    why = closed(chosen, _learner(work, meta, vault))
    if why is None or vault is None or not vault.faults:
        return why
    return f"{vault.faults[0]}. By the course, {why}"


def give_up_refusal(work: Session, meta: ExerciseMeta) -> str | None:
    """Why the learner can't give up, and what to do first; None if they can."""
    return no_giving_up(policy(work, meta), _learner(work, meta, _vault(work)))


def policy(work: Session, meta: ExerciseMeta) -> Policy:
    """When the course opens the solution."""
    return work.bank.policies.of(meta.slug)


def policy_told(work: Session, meta: ExerciseMeta) -> Policy:
    """The same for screens of other commands: a broken course.yaml, which `solution` tells, is like a closed one."""
    try:
        return policy(work, meta)
    except BankError:
        return Policy("never")


def open_now(work: Session, meta: ExerciseMeta) -> bool:
    """Whether the solution is open, for screens of other commands."""
    return closed(policy_told(work, meta), _learner(work, meta, _vault(work))) is None


def without_points(meta: ExerciseMeta, review: datetime | None) -> str:
    """What was given up, as a sentence; "" if it was not."""
    if review is None:
        return ""
    return f"You gave up on {meta.slug}: no points. It comes back on {day(review)}, with dlquiz next."


def given_up(work: Session) -> dict[str, str]:
    """The days on which what was given up comes back, by slug."""
    return {slug: day(standing.review) for slug, standing in work.standings().items() if standing.review is not None}


def day(time: datetime | None) -> str:
    """The day of a time, here; "" for none."""
    return "" if time is None else f"{time.astimezone():%Y-%m-%d}"


def _vault(work: Session) -> "Vault | None":
    """What is sealed; None where nothing is."""
    if not work.bank.sealed:
        return None
    from dlquiz.bank.unlocking import Vault  # and with it tarfile

    return Vault(work.bank.root, (work.workspace.root, work.bank.root))


def _secrets(work: Session, meta: ExerciseMeta) -> tuple[str, str]:
    """The reference and the notes."""
    vault = _vault(work)
    if vault is None:
        return work.bank.solution(meta.slug), work.bank.notes(meta.slug)
    files = vault.open(meta.slug)
    try:
        return files["solution.py"].decode(), files["notes.md"].decode()
    except (KeyError, UnicodeDecodeError) as error:
        raise UsageError(f"the sealed files of {meta.slug} are not whole ({error}). Get the course again") from None


def _learner(work: Session, meta: ExerciseMeta, vault: "Vault | None") -> Learner:
    standing, clock = work.progress.standing(meta.slug), work.progress.clock()
    return Learner(
        slug=meta.slug,
        passed=standing.ever_passed and standing.review is None,
        gave_up=standing.review is not None and clock.now < standing.review,
        tries=work.progress.tries(meta.slug, work.bank.stub(meta.slug).encode()),
        hints_left=max(len(meta.hints) - standing.hints, 0),
        now=clock.now,
        clock_behind=clock.behind,
        unlocked=vault is not None and vault.unlocked(meta.slug),
    )


def _own(work: Session, meta: ExerciseMeta) -> str | None:
    """What the learner wrote; None if that is nothing."""
    try:
        own = work.workspace.file(meta).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return None if own == work.bank.stub(meta.slug) else own
