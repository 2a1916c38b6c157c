"""The bank: all exercises of one folder. Reads what it is asked for, and remembers it."""

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar

from dlquiz.bank.curriculum import FILE, Topic, arrange, read_curriculum
from dlquiz.bank.files import read_python, read_text, shown
from dlquiz.bank.finding import find_root
from dlquiz.bank.folders import exercise_folders
from dlquiz.bank.manifest import is_release, read_manifest
from dlquiz.bank.memory import Memory
from dlquiz.bank.meta import read_meta
from dlquiz.bank.names import nearest
from dlquiz.bank.reveal import FILE as COURSE
from dlquiz.bank.reveal import Policies, read_policies, usual_policies
from dlquiz.errors import BankError, UsageError
from dlquiz.model import Exercise, ExerciseMeta

T = TypeVar("T")


class Bank:
    """The exercises below one folder, `root`, which holds exercises/ and, unless it is a release, solutions/.

    A broken exercise does not stop the others: `broken` lists it, `metas` leaves it out. Whatever takes a slug raises
    UsageError for an unknown one, and BankError where a file that it reads breaks the contract.

    With a `memory` of earlier readings, YAML files that have not changed since are not read again.
    """

    def __init__(self, root: Path, memory: Memory | None = None) -> None:
        self.root = root.absolute()
        self.exercises = self.root / "exercises"
        self.solutions = self.root / "solutions"
        self._memory = memory
        self._metas: dict[str, ExerciseMeta] = {}

    @classmethod
    def find(cls, explicit: str | None = None, memory: Memory | None = None) -> "Bank":
        """The bank that `explicit` names, or DLQUIZ_BANK, or the checkout's, or the installed one.

        Raises:
            UsageError: the named folder is no bank, or there is none anywhere.
        """
        return cls(find_root(explicit), memory)

    # ---- one exercise

    def meta(self, slug: str) -> ExerciseMeta:
        """What the exercise's exercise.yaml says. Reads that one file only, so a cycle in `after` is not seen here."""
        if slug not in self._metas:
            folder = self.folder(slug)
            paths = (folder / "exercise.yaml", folder)  # of the other files only the names count
            self._metas[slug] = self._recalled(paths, ExerciseMeta, lambda: read_meta(folder))
        return self._metas[slug]

    def exercise(self, slug: str) -> Exercise:
        """The exercise with all that grading needs, every file validated."""
        if is_release(self.root):
            from dlquiz.bank.released import read_released

            return read_released(self.meta(slug), self.root, read_manifest(self.root))
        from dlquiz.bank.exercise import read_exercise  # and with it yaml, which `list` and `show` can do without

        return read_exercise(self.meta(slug), self.solution_folder(slug))

    def prompt(self, slug: str) -> str:
        """prompt.md: Markdown."""
        return read_text(self.folder(slug) / "prompt.md")

    def stub(self, slug: str) -> str:
        """stub.py: what a learner starts from."""
        return read_text(self.folder(slug) / "stub.py")

    def check_names(self, slug: str) -> tuple[str, ...] | None:
        """The names of its checks in the order of a report; None where only running checks.py can tell."""
        from dlquiz.bank.check_names import check_names  # and with it ast

        return check_names(read_python(self.folder(slug) / "checks.py"))

    def solution(self, slug: str) -> str:
        """solution.py: the reference."""
        return read_text(self.solution_folder(slug) / "solution.py")

    def notes(self, slug: str) -> str:
        """notes.md: the derivation, Markdown."""
        return read_text(self.solution_folder(slug) / "notes.md")

    def solution_folder(self, slug: str) -> Path:
        """solutions/<topic>/<slug>, whether it exists or not.

        Raises:
            BankError: the bank has no solutions at all.
        """
        folder = self.folder(slug)
        if not self.solutions.is_dir():
            raise BankError(
                shown(self.solutions),
                "this bank has no solutions, and grading needs them",
                "Name a whole bank: --bank DIR.",
            )
        return self.solutions / folder.parent.name / folder.name

    def demand_solutions(self, without: str) -> None:
        """Raises UsageError where there are no solutions, as in a release. `without`: what can't be done then."""
        if not self.solutions.is_dir():
            raise UsageError(f"{self.root} has no solutions, so {without}. Name the whole bank: --bank DIR")

    @property
    def sealed(self) -> bool:
        """Whether this is a release, whose solutions are sealed."""
        return (self.root / "sealed").is_dir() and not self.solutions.is_dir()

    # ---- all exercises

    def slugs(self) -> tuple[str, ...]:
        """The names of all exercises, broken ones too, by topic and name. Opens no file: made for completion."""
        return tuple(self._folders)

    def has(self, topic: str, slug: str) -> bool:
        """Whether this topic has an exercise of this name, a broken one too. Opens no file."""
        return any(folder.parent.name == topic for folder in self._folders.get(slug, ()))

    def metas(self) -> tuple[ExerciseMeta, ...]:
        """The healthy exercises in curriculum order. Reads each exercise.yaml, and nothing of the solutions."""
        healthy = self._survey.healthy
        return tuple(healthy[slug] for topic in self.topics() for slug in topic.slugs)

    def broken(self) -> dict[str, BankError]:
        """What is wrong, by slug, with each exercise that `metas` leaves out."""
        return dict(self._survey.broken)

    def topics(self) -> tuple[Topic, ...]:
        """The topics that have healthy exercises, with these, in curriculum order."""
        return arrange(self.curriculum, [(meta.topic, slug) for slug, meta in self._survey.healthy.items()])

    @cached_property
    def curriculum(self) -> tuple[Topic, ...]:
        """The topics as curriculum.yaml lists them, whether their exercises exist or not."""
        paths = (self.exercises / FILE,)
        return self._recalled(paths, tuple[Topic, ...], lambda: read_curriculum(self.exercises))

    def nearest(self, slug: str) -> list[str]:
        """At most three names of exercises that look like `slug`, best first."""
        return nearest(slug, self._folders)

    @cached_property
    def policies(self) -> Policies:
        """When learners may open solutions, as course.yaml beside exercises/ says; else what is usual."""
        course, released = self.root / COURSE, is_release(self.root)
        if not course.is_file():
            return usual_policies(released)
        return self._recalled((course,), Policies, lambda: read_policies(course, released))

    # ---- what an author should know

    def curriculum_faults(self) -> tuple[BankError, ...]:
        """Each slug of curriculum.yaml that does not exist, or lies in another topic. No learner is stopped by them."""
        path = shown(self.exercises / FILE)
        listed = [(topic.name, slug) for topic in self.curriculum for slug in topic.slugs]
        return tuple(BankError(path, *fault) for topic, slug in listed for fault in self._misplaced(topic, slug))

    def _misplaced(self, topic: str, slug: str) -> Iterator[tuple[str, str]]:
        homes = [folder.parent.name for folder in self._folders.get(slug, ())]
        if not homes:
            yield f"{topic} lists `{slug}`, which does not exist", "Write the exercise, or take it off the list."
        elif topic not in homes:
            yield f"{topic} lists `{slug}`, which lies in {homes[0]}", f"List it under {homes[0]}, or move its folders."

    # ---- the survey

    def _recalled(self, paths: tuple[Path, ...], kind: type[T], make: Callable[[], T]) -> T:
        return make() if self._memory is None else self._memory.recall(paths, kind, make)

    @cached_property
    def _folders(self) -> dict[str, tuple[Path, ...]]:
        return exercise_folders(self.exercises)

    def folder(self, slug: str) -> Path:
        """exercises/<topic>/<slug>."""
        folders = self._folders.get(slug)
        if folders is None:
            near = self.nearest(slug)
            hint = f" Nearest: {', '.join(near)}." if near else ""
            raise UsageError(f'no exercise "{slug}".{hint} All: dlquiz list')
        if len(folders) > 1:
            others = ", ".join(shown(folder) for folder in folders[1:])
            raise BankError(shown(folders[0]), f"`{slug}` stands twice, also in {others}", "Rename one of them.")
        return folders[0]

    @cached_property
    def _survey(self) -> "_Survey":
        healthy: dict[str, ExerciseMeta] = {}
        broken: dict[str, BankError] = {}
        for slug in self._folders:
            try:
                healthy[slug] = self.meta(slug)
            except BankError as error:
                broken[slug] = error
        while cycle := _cycle(healthy):
            for slug in set(cycle):
                broken[slug] = _cycle_error(healthy.pop(slug), cycle)
        return _Survey(healthy, broken)


class _Survey(NamedTuple):
    """All exercises: the healthy ones, and what is wrong with the others."""

    healthy: dict[str, ExerciseMeta]
    broken: dict[str, BankError]


def _cycle(metas: dict[str, ExerciseMeta]) -> list[str] | None:
    """Slugs of which each is taught before the next, and the last is the first again; None if there are none."""
    from graphlib import CycleError, TopologicalSorter

    try:
        TopologicalSorter({slug: meta.after for slug, meta in metas.items()}).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        return cycle
    return None


def _cycle_error(meta: ExerciseMeta, cycle: list[str]) -> BankError:
    circle = " → ".join(cycle)
    return BankError(
        shown(Path(meta.folder, "exercise.yaml")),
        f"`after` goes round in a circle, so that none of these can be the first: {circle}",
        "Remove a name from one of their `after`.",
    )
