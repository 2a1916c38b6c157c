"""What `check` is pointed at: a learner's file and the exercise that it is for."""

from pathlib import Path

from msgspec import Struct

from dlquiz.cli.session import Session, here, shown
from dlquiz.errors import UsageError
from dlquiz.model import ExerciseMeta, Job
from dlquiz.practice import read_source


class Submission(Struct, frozen=True):
    """A learner's file, read. Only the workspace's own files are `kept` as attempts."""

    meta: ExerciseMeta
    path: Path
    told: str  # the path as a report names it
    source: bytes
    kept: bool

    def job(self, work: Session, device: str) -> Job:
        """What the grader needs to know."""
        return Job(self.meta.slug, self.source, self.told, str(work.bank.root), device=device)


def as_file(target: str | None) -> Path | None:
    """The path that `check` was given; None if it is the name of an exercise."""
    if target is None or target.replace("_", "").isalnum():
        return None
    return here() / Path(target).expanduser()


def find(work: Session, target: str | None, path: Path | None, exercise: str | None) -> Submission:
    """The submission that `check` means: the file `path`, or the workspace's file of the exercise `target`.

    Args:
        path: `as_file(target)`.
        exercise: what --exercise says.
    """
    if path is not None:
        return of_file(work, path, exercise)
    if exercise is not None:
        raise UsageError(
            "--exercise says which exercise a FILE is. Give the file, too: dlquiz check FILE --exercise SLUG"
        )
    meta = work.meta(target)
    work.open(meta)
    return of_exercise(work, meta)


def of_file(work: Session, path: Path, slug: str | None) -> Submission:
    """A file anywhere. Its name says which exercise it is, unless `slug` does."""
    try:
        meta = work.bank.meta(slug or path.stem)
    except UsageError as error:
        if slug is None:
            read_source(path)  # a path that leads nowhere is the first thing to say
            raise UsageError(f"{error}. If the file has another name: --exercise SLUG") from None
        raise
    source = read_source(path)
    kept = work.found is not None and path.resolve() == work.workspace.file(meta).resolve()
    return Submission(meta, path, shown(path), source, kept)


def of_exercise(work: Session, meta: ExerciseMeta) -> Submission:
    """The workspace's file of an exercise."""
    path = work.workspace.file(meta)
    return Submission(meta, path, shown(path), read_source(path), kept=True)
