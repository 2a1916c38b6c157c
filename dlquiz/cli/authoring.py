"""What the author's commands do and find."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.bank import Bank
from dlquiz.bank.gate import GateResult, check_exercises
from dlquiz.bank.lint import lint_bank
from dlquiz.bank.scaffold import new_exercise
from dlquiz.cli.output import NOT_PASSED, PASSED
from dlquiz.cli.session import shown
from dlquiz.jobs import Grader, cores, own_cores
from dlquiz.view.progress import Advance, progress

if TYPE_CHECKING:
    from rich.console import RenderableType


class Written(Struct, frozen=True):
    """`author new`: the files of the new exercise."""

    slug: str
    files: Sequence[str]
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """Their paths."""
        return {"exercise": self.slug, "files": self.files}

    def screens(self) -> "Iterator[RenderableType]":
        """Their paths, and what to do with them."""
        from dlquiz.view.notices import notice_view

        yield notice_view("\n".join(["Written:", *(f"  {file}" for file in self.files)]))
        yield notice_view(f"Fill the TODOs, then: dlquiz author check {self.slug}")


class Gate(Struct, frozen=True):
    """`author check`: what was found in each exercise, and in the bank as a whole, and how long it took."""

    results: Sequence[GateResult]
    whole: Sequence[str]
    seconds: float

    @property
    def exit_code(self) -> int:
        """PASSED if nothing was found."""
        return PASSED if all(result.ok for result in self.results) and not self.whole else NOT_PASSED

    def json(self) -> dict[str, Any]:
        """Each exercise's problems, and the bank's."""
        exercises = [asdict(result) for result in self.results]
        return {"exercises": exercises, "bank": self.whole, "seconds": self.seconds}

    def screens(self) -> "Iterator[RenderableType]":
        """A line for each exercise."""
        from dlquiz.view.gate import GateRow, gate_view

        rows = [GateRow(result.slug, result.seconds, tuple(result.problems)) for result in self.results]
        yield gate_view(rows, tuple(self.whole), self.seconds)


def write_exercise(bank: Bank, topic: str, slug: str) -> Written:
    """Write the folders of a new exercise. Raises UsageError."""
    return Written(slug, [shown(file) for file in new_exercise(bank, topic, slug)])


def prove(bank: Bank, slugs: Sequence[str]) -> Gate:
    """Send exercises through the gate, as many at once as there are cores; without any named, the whole bank.

    Raises:
        UsageError: a name is unknown. That is a slip of the fingers and no finding.
    """
    for slug in slugs:
        bank.solution_folder(slug)
    started = time.perf_counter()
    results = _through_the_gate(bank, slugs or bank.slugs())
    return Gate(results, [] if slugs else _of_the_whole(bank), time.perf_counter() - started)


def _of_the_whole(bank: Bank) -> list[str]:
    """What is wrong with the bank beside its exercises."""
    return lint_bank(bank) if bank.solutions.is_dir() else [str(fault) for fault in bank.curriculum_faults()]


def _through_the_gate(bank: Bank, slugs: Sequence[str]) -> list[GateResult]:
    with ExitStack() as stack:
        grader = stack.enter_context(Grader(cores(), thorough=True, on=own_cores()))
        advance: Advance | None = None

        def tell(done: int, total: int) -> None:
            nonlocal advance
            if advance is None:  # the gate knows the total once it has read the exercises
                advance = stack.enter_context(progress(total, "Grading", sys.stderr))
            else:
                advance()

        return check_exercises(bank, slugs, grader.run_all, tell)
