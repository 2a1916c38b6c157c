"""All that the learner has begun, checked one after the other while `watch` goes on."""

from collections import deque

from dlquiz.cli.checking import begun
from dlquiz.cli.graded import AllGraded
from dlquiz.cli.opening import given_up
from dlquiz.cli.session import Session
from dlquiz.errors import UsageError
from dlquiz.model import Job, Report
from dlquiz.practice.watching import Checked


class Round:
    """The jobs to come, and what was found so far."""

    def __init__(self, work: Session, device: str) -> None:
        """Raises UsageError if there is nothing to check."""
        self._work = work
        files = [file for file in begun(work) if file.source != work.bank.stub(file.meta.slug).encode()]
        if not files:
            raise UsageError("nothing is written yet, in none of your files")
        self._metas = [file.meta for file in files]
        self._waiting = deque(file.job(work, device) for file in files)
        self._reports: dict[str, Report] = {}
        self._faults: dict[str, str] = {}

    def next(self) -> Job | None:
        """The next to be checked; None at the end."""
        return self._waiting.popleft() if self._waiting else None

    def take(self, message: Checked) -> None:
        """One is done."""
        slug, outcome = message.job.slug, message.outcome
        if isinstance(outcome, Report):
            self._reports[slug] = outcome
        else:
            self._faults[slug] = str(outcome)

    def progress(self) -> str:
        """How far it is."""
        done = len(self._reports) + len(self._faults)
        return f"Checking all that you have begun: {done} of {len(self._metas)} done. Esc stops."

    def result(self) -> AllGraded:
        """What was found."""
        return AllGraded(self._metas, self._reports, self._faults, given_up(self._work))
