"""`release`: a course for learners' machines, with its solutions sealed."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from dlquiz.bank import Bank
from dlquiz.bank.reveal import read_policies, usual_policies
from dlquiz.bank.sealing import Keys, lock_keys
from dlquiz.bank.unlocking import opened_by_policy
from dlquiz.cli.output import PASSED
from dlquiz.cli.session import here, shown
from dlquiz.course.config import read_course
from dlquiz.course.releasing.contents import Wanted, contents
from dlquiz.course.releasing.writing import demand_free, write_release
from dlquiz.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

COURSE = "course.yaml"
PASSPHRASE = "DLQUIZ_PASSPHRASE"


class Release(Struct, frozen=True):
    """A release that was written."""

    out: str
    release: str  # its id
    exercises: Sequence[str]
    size: int  # bytes of all its files
    carried: Sequence[str]  # exercises whose solutions learners' machines may open: their keys travel along
    exit_code: int = PASSED

    def json(self) -> "Release":
        """All of it."""
        return self

    def screens(self) -> "Iterator[RenderableType]":
        """What there is, and what to do with it."""
        from dlquiz.view.notices import notice_view
        from dlquiz.view.words import count

        yield notice_view(
            f"Wrote {self.out}: {count(len(self.exercises), 'exercise')}, {self.size / 2**20:.1f} MiB, "
            f"release {self.release}.\n"
            f"Learners start in that folder with `dlquiz next`. {self._sealed()} "
            "What grades there knows the public seed's answers, which can be copied: for marks, use "
            "`dlquiz grade`."
        )

    def _sealed(self) -> str:
        if not self.carried:
            return "Solutions are sealed; `dlquiz reveal SLUG --course` opens some."
        whose = (
            "all solutions"
            if len(self.carried) == len(self.exercises)
            else f"the solutions of {', '.join(self.carried)}"
        )
        return (
            f"The keys to {whose} travel with it, since course.yaml lets learners' machines open them: `age` can, too. "
            "With `reveal: instructor` they stay with you."
        )


def release(
    bank: Bank, out: Path, course: Path | None, exercises: str | None, recipients: Sequence[str], title: str | None
) -> Release:
    """Write a release.

    Args:
        exercises: names with commas between them; without it those of course.yaml, else all.
        recipients: age public keys that the solutions' keys are sealed to; without any a passphrase is asked for.

    Raises:
        UsageError, BankError: something is wrong with what was asked for, or an exercise can't be released.
    """
    import msgspec

    from dlquiz.bank.manifest import FILE, Manifest
    from dlquiz.view.progress import progress

    demand_free(out)
    bank.demand_solutions("nothing can be released from it")
    wanted = what(bank, course, exercises, title)
    passphrase = "" if recipients else ask_for_passphrase()
    if recipients:
        lock_keys(Keys("", "", {}), recipients=recipients)  # a wrong one is told before anything is recorded

    def lock(keys: Keys) -> bytes:
        return lock_keys(keys, passphrase=passphrase, recipients=recipients)

    with progress(len(wanted.slugs), "Recording answers", sys.stderr) as advance:
        files = contents(bank, wanted, lock, advance)
    write_release(files, out)
    id = msgspec.json.decode(files[FILE], type=Manifest).release
    size = sum(map(len, files.values()))
    return Release(shown(out.absolute()), id, wanted.slugs, size, opened_by_policy(wanted.slugs, wanted.policies))


class Autograder(Struct, frozen=True):
    """An autograder that was written."""

    out: str
    exercises: Sequence[str]
    exit_code: int = PASSED

    def json(self) -> "Autograder":
        """All of it."""
        return self

    def screens(self) -> "Iterator[RenderableType]":
        """What to do with it."""
        from dlquiz.view.notices import notice_view

        yield notice_view(
            f"Wrote {self.out}, which grades {', '.join(self.exercises)}. Upload it to Gradescope as the autograder, "
            "and give it to nobody else: it holds the solutions."
        )


def autograde(bank: Bank, out: Path, course: Path | None, *, unprotected: bool) -> Autograder:
    """Write an autograder for Gradescope. Raises UsageError and BankError."""
    from dlquiz.course.releasing.autograder import EXECUTABLE, autograder
    from dlquiz.course.releasing.writing import write_zip

    demand_free(out)
    course = course or here() / COURSE
    bank.demand_solutions("no class can be graded with it")
    assignment = read_course(course, bank.slugs())
    try:
        write_zip(autograder(bank, course, unprotected=unprotected), out, EXECUTABLE)
    except OSError as error:
        raise UsageError(f"{out} can't be written: {error.strerror}. Nothing is left of it") from None
    return Autograder(shown(out.absolute()), [assigned.slug for assigned in assignment.exercises])


def what(bank: Bank, course: Path | None, exercises: str | None, title: str | None) -> Wanted:
    """Which exercises, and what course.yaml says. Raises UsageError and BankError."""
    course = course or (here() / COURSE if (here() / COURSE).is_file() else None)
    slugs: Sequence[str] = [meta.slug for meta in bank.metas()]
    policies, name = usual_policies(released=True), ""
    if course is not None:
        assignment = read_course(course, bank.slugs())
        slugs, name = [assigned.slug for assigned in assignment.exercises], assignment.title
        policies = read_policies(course, released=True)
    if exercises is not None:
        slugs = [name.strip() for name in exercises.split(",") if name.strip()]
        if not slugs:
            raise UsageError("--exercises names none")
    for slug in slugs:
        bank.meta(slug)  # an unknown one is told before anything is recorded
    name = " ".join((title or name or (course.absolute().parent.name if course else "Deep learning")).split())
    return Wanted(name, list(dict.fromkeys(slugs)), course, policies)


def ask_for_passphrase() -> str:
    """The passphrase that opens the solutions: DLQUIZ_PASSPHRASE, or typed twice. Raises UsageError."""
    given = os.environ.get(PASSPHRASE)
    if given is None:
        if not sys.stdin.isatty():
            raise UsageError(
                f"there is nobody to ask for a passphrase. Set {PASSPHRASE}, or seal to a key: --recipient age1…"
            )
        from getpass import getpass

        given = getpass("Passphrase that opens the solutions: ")
        if getpass("Once more: ") != given:
            raise UsageError("the two passphrases differ. Nothing was written")
    if not given:
        raise UsageError("an empty passphrase protects nothing. Give another one")
    return given
