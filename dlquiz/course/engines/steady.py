"""A grader that is replaced when its background process has ended. Never imports torch."""

import threading
from collections.abc import Sequence

from dlquiz.errors import DlquizError, GraderFault, GraderGone
from dlquiz.jobs import Grader
from dlquiz.model import Job, Report

GRADERS = 3  # in a row that end before they begin a job: then something is wrong with the machine


class SteadyGrader:
    """A thorough Grader, or the one that has taken its place. Used by several threads. `on`: see Grader."""

    def __init__(self, processes: int, on: Sequence[int] = ()) -> None:
        self.processes, self.on = processes, on
        self._change = threading.Lock()
        self._gone: list[Grader] = []  # not closed at once: other threads may still read why they ended
        self._grader = self._new()

    def run(self, job: Job, stop: int | None = None) -> Report | GraderFault:
        """The report of one job, or why there is none. `stop` as in Grader.run.

        Raises:
            GraderGone: no grader starts on this machine.
            Cancelled: see `stop`.
        """
        for _ in range(GRADERS):
            grader = self._grader
            try:
                return grader.run(job, stop)
            except GraderGone as error:
                gone = error
                self._replace(grader)
            except GraderFault as fault:
                return fault
            except DlquizError as error:  # the bank was changed meanwhile, or a worker has none
                return GraderFault(str(error))
        raise gone

    def close(self) -> None:
        """Ends the grader and all its jobs."""
        with self._change:
            for grader in (*self._gone, self._grader):
                grader.close()

    def _replace(self, gone: Grader) -> None:
        with self._change:
            if self._grader is gone:
                self._gone.append(gone)
                self._grader = self._new()

    def _new(self) -> Grader:
        return Grader(self.processes, thorough=True, on=self.on)
