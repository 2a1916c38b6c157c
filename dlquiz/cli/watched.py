"""The exercise that `watch` is at: what the learner wrote, what was found in it, the hints that they have seen."""

import os
import time
from dataclasses import replace
from datetime import datetime

from dlquiz.cli.checking import own_attempt
from dlquiz.cli.hints import one_more
from dlquiz.cli.resetting import Put, begin_review, start_anew
from dlquiz.cli.session import Session, shown
from dlquiz.cli.submission import of_exercise
from dlquiz.cli.waiting import PATIENCE, shortened
from dlquiz.errors import DlquizError, GraderFault, UsageError
from dlquiz.model import ExerciseMeta, Job, Report
from dlquiz.practice import Standing
from dlquiz.practice.watching import Checked, Checks
from dlquiz.view.watch import Hints, Page, report_page, task_page, trouble_page

BURST = 1.0  # seconds; some editors touch a file again after they have written it
LINE = 40  # characters of what a training prints that stand in the foot
NO_LINKS = {"linux"}  # terminals that print a link's address instead of hiding it


class Watched:
    """One exercise at a time, from `go_to` on."""

    def __init__(self, work: Session, checks: Checks, device: str, meta: ExerciseMeta) -> None:
        self._work, self._checks, self._device = work, checks, device
        self._report: Report | None = None
        self._trouble: tuple[str, str] | None = None  # why there is nothing to check, and what to do
        self._hints: Hints | None = None
        self._foreseen: tuple[Job, Report] | None = None  # these verdicts are shown, and the diagnosis is looked for
        self.go_to(meta)

    def go_to(self, meta: ExerciseMeta) -> None:
        """Make an exercise the current one. Raises UsageError and BankError; then nothing has changed."""
        self._prompt, self._stub = self._work.bank.prompt(meta.slug), self._work.bank.stub(meta.slug)
        self.returned = begin_review(self._work, meta)
        self._work.open(meta)
        self.meta, self.file = meta, self._work.workspace.file(meta)
        self._hints = None
        self._nothing_to_check()
        self.look()

    def look(self) -> bool:
        """Read the file and check it. False if it holds what was checked last, and not just now."""
        try:
            submission = of_exercise(self._work, self.meta)
        except UsageError as error:
            self._nothing_to_check()
            said = str(error) if self.file.exists() else f"{shown(self.file)} is gone."
            self._trouble = (said, "Save it again, or press x to start anew with the stub.")
            return True
        if submission.source == self._stub.encode():
            self._nothing_to_check()
            return True
        started = self._checks.start(submission.job(self._work, self._device))
        if started:
            self.keep()
        return started or time.monotonic() < self._checks.began + BURST

    def foresees(self, job: Job) -> bool:
        """Whether the verdicts of a check are shown already."""
        return self._foreseen is not None and self._foreseen[0] is job

    def foresee(self, job: Job, verdicts: Report) -> None:
        """The verdicts are known, and the check is not over yet."""
        self._put_hints_aside()
        self._settle(verdicts, self._work.standings().get(self.meta.slug, Standing()))
        self._foreseen = job, verdicts

    def _put_hints_aside(self) -> None:
        if self._hints is not None:
            self._hints = replace(self._hints, asked=False)

    def keep(self) -> None:
        """Store verdicts that were seen and whose diagnosis nobody waits for any more."""
        if self._foreseen is not None:
            job, verdicts = self._foreseen
            store(self._work, verdicts, job.source)
            self._foreseen = None

    def take(self, message: Checked) -> None:
        """The check is over."""
        if not self.foresees(message.job):  # else a hint may have been asked for since
            self._put_hints_aside()
        if isinstance(message.outcome, DlquizError):
            self.keep()
            self._report, self._trouble = None, _advised(message.outcome)
            return
        before = self._work.standings().get(self.meta.slug, Standing())
        store(self._work, message.outcome, message.job.source)
        self._settle(message.outcome, before)

    def hint(self) -> None:
        """One more hint."""
        found = one_more(self._work, self.meta, named=False)
        self._hints = Hints(found.meta.hints, found.seen, asked=True)

    def reset(self) -> Put:
        """The stub again."""
        put = start_anew(self._work, self.meta)
        self.look()
        return put

    def status(self) -> str:
        """What is going on, in a few words."""
        seconds = self._checks.seconds()
        if self._checks.running is not None and self.foresees(self._checks.running):
            return "looking for the mistake …"
        if seconds is not None and seconds >= PATIENCE:
            long = f" {seconds:.0f} s" if seconds >= 1 else ""
            line = f" · {shortened(self._checks.line, LINE)}" if self._checks.line else ""
            return f"{'starting the grader, then ' if self._checks.starting else ''}checking …{long}{line}"
        return "" if self._report is None else f"checked at {self._checked_at:%H:%M:%S}"

    def link(self) -> str | None:
        """Where a click on the path leads."""
        return None if os.environ.get("TERM") in NO_LINKS else self.file.absolute().as_uri()

    def page(self) -> Page:
        """The verdict, or the task as long as there is none."""
        if self._trouble is not None:
            return trouble_page(*self._trouble)
        if self._report is None:
            return self.task()
        return report_page(self._report, self.meta, self.attempt, self._prompt, self._hints)

    def task(self) -> Page:
        """What is asked for."""
        return task_page(self.meta, self._prompt, self._hints)

    def _nothing_to_check(self) -> None:
        self._checks.forget()
        self.keep()
        self._report, self._trouble = None, None
        self.attempt = own_attempt(self._work, self.meta, Standing(), None)

    def _settle(self, report: Report, before: Standing) -> None:
        self._report, self._trouble, self._checked_at, self._foreseen = report, None, datetime.now(), None
        slug = self._work.upcoming() if report.passed else None
        following = None if slug is None else self._work.bank.meta(slug)
        self.attempt = own_attempt(self._work, self.meta, before, following)


def store(work: Session, report: Report, source: bytes) -> None:
    """Store an attempt, unless it only repeats the last one: `watch` also checks what nobody has touched."""
    if not work.progress.repeats(report, source):
        work.progress.record(report, source)


def _advised(error: DlquizError) -> tuple[str, str]:
    if isinstance(error, GraderFault):
        said = "The grader broke, not your code. The attempt doesn't count."
        return said, f"{error}. Save again to repeat it; what may be missing here: dlquiz doctor"
    return str(error), "Save again once that is mended."
