"""What a command works on: the bank, and the workspace with its progress where there is one."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from dlquiz.bank import Bank, Memory
from dlquiz.cli.output import warn
from dlquiz.errors import UsageError
from dlquiz.model import ExerciseMeta
from dlquiz.practice import Progress, Standing, State, Workspace, find_bank, states, upcoming

NO_WORKSPACE = "there is no workspace here. `dlquiz next` makes one in ./practice; --workspace DIR names another"


class Session:
    """The bank, the workspace and its progress. Without a workspace, what needs one raises UsageError."""

    def __init__(self, bank: Bank, found: tuple[Workspace, Progress] | None) -> None:
        self.bank = bank
        self.found = found

    @property
    def workspace(self) -> Workspace:
        """The learner's folder."""
        if self.found is None:
            raise UsageError(NO_WORKSPACE)
        return self.found[0]

    @property
    def progress(self) -> Progress:
        """What the learner has done in it."""
        if self.found is None:
            raise UsageError(NO_WORKSPACE)
        return self.found[1]

    @property
    def metas(self) -> tuple[ExerciseMeta, ...]:
        """The healthy exercises, in order."""
        return self.bank.metas()

    def standings(self) -> dict[str, Standing]:
        """Slug to standing; empty without a workspace."""
        return {} if self.found is None else self.progress.standings()

    def states(self) -> dict[str, State]:
        """Slug to state, in order."""
        now = datetime.now(UTC) if self.found is None else self.progress.clock().now
        return states(self.metas, self.standings(), now)

    def current(self) -> str | None:
        """The exercise that a command without a slug means; None before the first."""
        if self.found is None or self.progress.current not in self.bank.slugs():
            return None
        return self.progress.current

    def upcoming(self) -> str | None:
        """The exercise to work on; None when all are done."""
        return upcoming(self.states(), self.current())

    def meta(self, slug: str | None) -> ExerciseMeta:
        """The named exercise, or the current one. Raises UsageError if there is none of that name, or none current."""
        if slug is None:
            if self.found is None:
                raise UsageError(NO_WORKSPACE)
            slug = self.current()
        if slug is None:
            raise UsageError("no exercise is open yet. Open the first: dlquiz next")
        return self.bank.meta(slug)

    def open(self, meta: ExerciseMeta) -> bool:
        """Make an exercise the current one, and copy its stub unless its file is there. True if it was copied."""
        before, stub = self.progress.current, self.bank.stub(meta.slug)
        self.progress.current = meta.slug  # first: `watch` in another terminal asks what is current when the file comes
        try:
            copied = self.workspace.serve(meta, stub)
        except BaseException:
            self.progress.current = before
            raise
        if copied:
            self.progress.note(meta.slug, "served")
        return copied


@contextmanager
def session(workspace: Path | None, bank: str | None, near: Path | None = None) -> Iterator[Session]:
    """Open what a command works on. At the end, problems with the progress are told on stderr.

    Args:
        workspace: what --workspace says.
        bank: what --bank says.
        near: a file of the learner's; its workspace comes first.
    """
    found = find_workspace(workspace, near)
    if found is None:
        yield Session(find_bank(bank, None), None)
        return
    memory = Memory(found.state / "bank.memory")
    opened = find_bank(bank, found, memory)
    with Progress(found.state) as progress:
        try:
            yield Session(opened, (found, progress))
        finally:
            memory.keep()
            for problem in progress.problems:
                warn(problem)


def find_workspace(explicit: Path | None, near: Path | None = None) -> Workspace | None:
    """The workspace that --workspace names, or that of the file `near`, or the one here. Raises UsageError."""
    if explicit is not None:
        return Workspace.open(explicit.expanduser().absolute())
    beside = None if near is None else Workspace.find(near.absolute().parent)
    return beside or Workspace.find(here())


def here() -> Path:
    """The current folder. Raises UsageError if it was removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageError("the folder you are in is gone. Go to another one: cd") from None


def shown(path: Path) -> str:
    """A path as it is told: from here on, where it lies below; what is no UTF-8 is written out."""
    with suppress(ValueError, UsageError):
        path = path.relative_to(here())
    return str(path).encode(errors="backslashreplace").decode()
