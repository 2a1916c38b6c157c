"""Each file that is tested is graded once, in the background, and stored as an attempt, as `check` does it."""

import os
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from msgspec import Struct

from dlquiz.jobs import Grader, cores
from dlquiz.model import Job, Report
from dlquiz.plugin.submission import Submission
from dlquiz.practice import Progress


class Graded(Struct, frozen=True):
    """A job and its report."""

    job: Job
    report: Report


class Grading:
    """The reports of one run of pytest. Nothing is started before the first of them is asked for."""

    def __init__(self) -> None:
        self.problems: list[str] = []  # what a learner should know of their progress
        self._expected: tuple[Submission, ...] = ()
        self._started: dict[Path, Future[Graded]] = {}
        self._stored: set[Path] = set()
        self._engine: _Engine | None = None
        self._progress: dict[Path, Progress] = {}

    def expect(self, submissions: Iterable[Submission]) -> None:
        """Reports on these will be asked for, in about this order: they are started together."""
        self._expected = tuple(submissions)

    def report(self, submission: Submission) -> Report:
        """Waits for the report on a file. Raises UsageError (file, exercise or bank) and GraderFault (ours)."""
        return self._graded(submission).report

    def attempt(self, submission: Submission) -> Report:
        """The same, and it counts: it is stored with the first call."""
        graded = self._graded(submission)
        if submission.path not in self._stored:
            self._store(submission, graded)
            self._stored.add(submission.path)
        return graded.report

    def close(self) -> None:
        """Ends what still runs."""
        if self._engine is not None:
            self._engine.close()
        for progress in self._progress.values():
            self.problems += progress.problems
            progress.__exit__(None, None, None)
        self._progress.clear()

    def _graded(self, submission: Submission) -> Graded:
        if self._engine is None:
            self._engine = _Engine()
        for other in (submission, *self._expected):
            if other.path not in self._started:
                self._started[other.path] = self._engine.start(other)
        return self._started[submission.path].result()

    def _store(self, submission: Submission, graded: Graded) -> None:
        """An editor's panel tests all files at a click: the same text with the same outcome is no further attempt."""
        state = submission.place.workspace.state
        if state not in self._progress:
            self._progress[state] = Progress(state)
        if not self._progress[state].repeats(graded.report, graded.job.source):
            self._progress[state].record(graded.report, graded.job.source)


class _Engine:
    """A grader, and threads that wait for it."""

    def __init__(self) -> None:
        self._grader = Grader(shared=True)
        self._threads = ThreadPoolExecutor(cores())
        self._stop, self._running = os.pipe()  # the first is readable once the second is closed

    def start(self, submission: Submission) -> Future[Graded]:
        return self._threads.submit(self._grade, submission)

    def _grade(self, submission: Submission) -> Graded:
        job = submission.job()
        return Graded(job, self._grader.run(job, self._stop))

    def close(self) -> None:
        os.close(self._running)
        self._threads.shutdown(cancel_futures=True)
        os.close(self._stop)
        self._grader.close()
