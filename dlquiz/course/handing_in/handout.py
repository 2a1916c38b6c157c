"""What a class handed in, from the folder that the instructor has. One student's files never stop another's."""

import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec

from dlquiz.class_model import HandedIn, Handout, Refused, Student
from dlquiz.course.handing_in.archives import files_of_archive
from dlquiz.course.handing_in.commits import CommitTimes
from dlquiz.course.handing_in.entries import LARGEST, MOST_FILES, Entry, Unreadable, readable
from dlquiz.course.handing_in.folders import no_history
from dlquiz.course.handing_in.names import Attempt, Sender, attempt_of, natural
from dlquiz.course.handing_in.notebooks import LARGEST_NOTEBOOK, sources_of
from dlquiz.course.handing_in.roster import Roster, read_roster
from dlquiz.course.handing_in.spool import Span, Spool, SpooledFiles
from dlquiz.course.handing_in.units import OTHER_ARCHIVES, Unit, units_of
from dlquiz.errors import UsageError

MOST_ATTEMPTS = 100  # of a student at an exercise
LARGEST_UNIT = 64 * 2**20  # bytes of all sources in a student's folder or archive
NAMED = 3  # ignored files of a student that are named; the others are counted


class Found(NamedTuple):
    """A source for an exercise, not numbered yet. There are many of these, so `place` is put together at the end."""

    item: HandedIn
    span: Span
    order: tuple[int, int, int]  # of the folder, the download, the file
    when: tuple[float, ...]

    @property
    def place(self) -> tuple[object, ...]:
        """Sorts what a student handed in: by exercise, the earliest attempt first."""
        return self.item.slug, self.order, self.when, natural(self.item.filename)


def read_handout(
    folder: Path, slugs: Collection[str], roster: Path | None = None, *, commit_times: bool = False
) -> Handout:
    """All that lies in `folder`, or in a zip of it.

    At the top: one folder, zip or file for each student, or a download of Canvas or Moodle. In a student's folder, a
    file that is called like an exercise is for that one, wherever it lies; a notebook may hold several. The sources are
    copied to a temporary file now, and come into memory as `files` is iterated over.

    Args:
        slugs: the exercises that there are. Files of other names are `ignored`.
        roster: a CSV of the students; those who handed in nothing are then known, too.
        commit_times: files of clones were handed in when they were committed, as the commits say.

    Raises:
        UsageError: the folder or the roster can't be read, nothing is in the folder, the disk is full, there is no git.
    """
    who = Roster(()) if roster is None else read_roster(roster)
    commits = CommitTimes() if commit_times else None
    reading = Reading(frozenset(slugs), who, commits)
    with ExitStack() as opened:
        units, stray = units_of(folder, reading.slugs, opened, commits or no_history)
        reading.ignored += stray
        for unit in reading.of_one_sender(units):
            reading.read(unit)
    if not reading.students and not reading.ignored:
        raise UsageError(f"{folder} is empty. It should hold a folder, a zip or a file for each student.")
    return reading.handout()


class Reading:
    """What has been read so far."""

    def __init__(self, slugs: frozenset[str], roster: Roster, commits: CommitTimes | None = None) -> None:
        self.slugs, self.roster, self.commits = slugs, roster, commits
        self.students: dict[str, Student] = {student.id: student for student in roster.students}
        self.ignored: list[str] = []
        self._refused: list[Refused] = []
        self._found: dict[str, list[Found]] = {}  # by student
        self._spool = Spool()

    def of_one_sender(self, units: list[Unit]) -> Iterator[Unit]:
        """The units without those whose id stands for two names: no one can tell whose they are."""
        names: dict[str, set[str]] = {}
        for unit in units:
            names.setdefault(unit.sender.id, set()).add(unit.sender.name)
        for unit in units:
            given = sorted(names[unit.sender.id] - {""})
            if len(given) > 1:
                why = f"has the id {unit.sender.id}, which is that of {' and '.join(given)}; rename one of them"
                self.refuse(self._student(unit.sender), unit.what, why)
            else:
                yield unit

    def read(self, unit: Unit) -> None:
        """Everything of one unit."""
        student, ignored = self._student(unit.sender), 0
        most = self._spool.size + LARGEST_UNIT
        try:
            for count, entry in enumerate(self._opened(student, unit.entries()), 1):
                if count > MOST_FILES:
                    raise Unreadable(f"holds more than {MOST_FILES} files; the rest is not read")
                if self._spool.size > most:
                    raise Unreadable(f"holds more than {LARGEST_UNIT // 2**20} MiB of sources; the rest is not read")
                if not self._take(student, unit.sender, entry):
                    ignored += 1
                    if ignored <= NAMED:
                        self.ignored.append(f"{student}: {readable(entry.path)} is named like no exercise")
        except Unreadable as problem:
            self.refuse(student, unit.what, str(problem))
        while self.commits is not None and self.commits.problems:
            self.refuse(student, f"{unit.what}/.git", self.commits.problems.pop())
        if ignored > NAMED:
            self.ignored.append(f"{student}: {ignored - NAMED} more")

    def refuse(self, student: str, what: str, why: str) -> None:
        """Note what is not read, and why."""
        self._refused.append(Refused(student, readable(what), readable(why)))

    def handout(self) -> Handout:
        """All of it, in order."""
        students = sorted(self.students.values(), key=lambda student: natural(student.id))
        items = [item for student in students for item in self._items(student.id)]
        return Handout(tuple(students), SpooledFiles(self._spool, items), tuple(self._refused), tuple(self.ignored))

    def _student(self, sender: Sender) -> str:
        """The id of the student who a unit belongs to, who is in the class from now on."""
        student = self.roster.find(sender) or Student(sender.id, sender.name)
        known = self.students.get(student.id)
        if known is None or (not known.name and student.name):
            self.students[student.id] = student
        return student.id

    def _opened(self, student: str, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries, with the files of an archive in its place. An archive within an archive stays shut."""
        for entry in entries:
            if entry.name.suffix.lower() != ".zip":
                yield entry
                continue
            try:
                yield from files_of_archive(entry)
            except Unreadable as problem:
                self.refuse(student, entry.path, str(problem))

    def _take(self, student: str, sender: Sender, entry: Entry) -> bool:
        """Read a file if it is for an exercise. False if it is for none."""
        taken = False
        try:
            for attempt, source in self._sources(entry):
                self._add(student, sender, entry, attempt, source)
                taken = True
        except Unreadable as problem:
            self.refuse(student, entry.path, str(problem))
            taken = True
        return taken

    def _sources(self, entry: Entry) -> Iterator[tuple[Attempt, bytes]]:
        suffix = entry.name.suffix.lower()
        if suffix in OTHER_ARCHIVES:
            raise Unreadable("is an archive of a kind that is not opened; hand in a .zip")
        attempt = attempt_of(entry.path, self.slugs)
        if suffix == ".py" and attempt is not None:
            yield attempt, entry.read(LARGEST)
        if suffix == ".ipynb":
            named = attempt.slug if attempt else None
            number = attempt.number if attempt else (0, 0)
            for slug, source in sources_of(entry.read(LARGEST_NOTEBOOK), named, self.slugs).items():
                yield Attempt(slug, number), source

    def _add(self, student: str, sender: Sender, entry: Entry, attempt: Attempt, source: bytes) -> None:
        submitted = None if sender.download else entry.submitted
        item = HandedIn(student, sys.intern(attempt.slug), b"", readable(entry.path), submitted, sender.late)
        folder, number = attempt.number
        found = Found(item, self._spool.add(source), (folder, sender.upload, number), entry.when)
        self._found.setdefault(student, []).append(found)

    def _items(self, student: str) -> Iterator[tuple[HandedIn, Span]]:
        own = sorted(self._found.pop(student, ()), key=lambda found: found.place)
        for _, attempts in groupby(own, lambda found: found.item.slug):
            yield from self._numbered(list(attempts))

    def _numbered(self, own: list[Found]) -> Iterator[tuple[HandedIn, Span]]:
        """The attempts of one student at one exercise."""
        first = own[0].item
        if len(own) > MOST_ATTEMPTS:
            self.refuse(
                first.student, f"{first.slug}.py", f"is there {len(own)} times; at most {MOST_ATTEMPTS} are read"
            )
            return
        for number, found in enumerate(own, 1):
            yield found.item if number == 1 else msgspec.structs.replace(found.item, attempt=number), found.span
