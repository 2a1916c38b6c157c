"""A file of the learner's, the exercise that it answers, and the workspace that it lies in."""

from pathlib import Path

from msgspec import Struct

from dlquiz.bank import Bank
from dlquiz.model import ExerciseMeta, Job
from dlquiz.practice import Workspace, find_bank, read_source


class Place(Struct, frozen=True):
    """A workspace, and the bank that is practised in it."""

    workspace: Workspace
    bank: Bank

    @classmethod
    def open(cls, root: Path) -> "Place":
        """The workspace in `root`. Raises UsageError: its dlquiz.yaml is wrong, or there is no bank."""
        workspace = Workspace.open(root)
        return cls(workspace, find_bank(None, workspace))

    def is_exercise(self, path: Path) -> bool:
        """Whether an exercise is answered in this file, by the file's place. Opens nothing."""
        return self.bank.has(path.parent.name, path.stem)


class Submission(Struct, frozen=True):
    """A learner's file, not read yet."""

    place: Place
    meta: ExerciseMeta
    path: Path
    told: str  # the path as a report names it

    def job(self) -> Job:
        """What the grader needs to know, with the text of the file as it is now. Raises UsageError."""
        return Job(self.meta.slug, read_source(self.path), self.told, str(self.place.bank.root))
