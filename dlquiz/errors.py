"""Errors that a person reads: one sentence that says what happened and what to do. No traceback of ours is shown."""


class DlquizError(Exception):
    """Base of all errors that the command line shows as one sentence."""

    exit_code = 2


class UsageError(DlquizError):
    """The request can't be met: an unknown slug, a missing file, a read-only workspace."""


class BankError(DlquizError):
    """A file of the exercise bank is wrong. The text names the file, the key and the fix."""

    def __init__(self, file: object, problem: str, fix: str) -> None:
        self.file, self.problem, self.fix = str(file), problem, fix
        super().__init__(f"{file}: {problem}. {fix}")


class GraderFault(DlquizError):
    """The grader itself broke. Never counted against a learner."""

    exit_code = 3


class GraderDied(GraderFault):
    """The process that had a job ended, or gave no answer in time. Another may have killed it."""


class GraderGone(GraderFault):
    """The process that forks judges has ended: the job was not begun, and none will be until there is a new one."""
