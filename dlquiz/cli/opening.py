"""`solution`: when it opens."""

from dlquiz.cli.results import Solution
from dlquiz.cli.session import Session
from dlquiz.errors import UsageError
from dlquiz.model import ExerciseMeta


def open_solution(work: Session, meta: ExerciseMeta, give_up: bool) -> Solution:
    """The reference, if the exercise was ever passed or given up; giving up is recorded.

    Raises:
        UsageError: it stays closed. The text says what opens it.
    """
    standing = work.progress.standing(meta.slug)
    if not standing.opened:
        if not give_up:
            raise UsageError(
                f"the solution of {meta.slug} opens when you pass it. Stuck? dlquiz hint {meta.slug}; "
                f"or give up on it: dlquiz solution {meta.slug} --give-up"
            )
        if not standing.attempts:
            raise UsageError(f"try {meta.slug} at least once before you give up: dlquiz check {meta.slug}")
    reference, notes = work.bank.solution(meta.slug), work.bank.notes(meta.slug)
    if give_up and not (standing.passed or standing.gave_up):
        work.progress.note(meta.slug, "gave_up")
    return Solution(meta, _own(work, meta), reference, notes)


def _own(work: Session, meta: ExerciseMeta) -> str | None:
    """What the learner wrote; None if that is nothing."""
    try:
        own = work.workspace.file(meta).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return None if own == work.bank.stub(meta.slug) else own
