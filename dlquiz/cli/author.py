"""The author's commands."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dlquiz.cli.options import AsJson, BankDir, complete_slug
from dlquiz.cli.output import NOT_PASSED, PASSED

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dlquiz.bank import Bank
    from dlquiz.bank.gate import GateResult

app = typer.Typer(rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def author(context: typer.Context) -> None:
    """Write exercises, and prove that they are right."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@dataclass(frozen=True)
class Written:
    """`author new`: the files of the new exercise."""

    slug: str
    files: Sequence[str]
    exit_code: int = 0

    def json(self) -> dict[str, Any]:
        """Their paths."""
        return {"exercise": self.slug, "files": self.files}

    def screens(self) -> "Iterator[RenderableType]":
        """Their paths, and what to do with them."""
        from dlquiz.view.notices import notice_view

        yield notice_view("\n".join(["Written:", *(f"  {file}" for file in self.files)]))
        yield notice_view(f"Fill the TODOs, then: dlquiz author check {self.slug}")


@dataclass(frozen=True)
class Gate:
    """`author check`: what was found in each exercise, and how long it took."""

    results: Sequence["GateResult"]
    seconds: float

    @property
    def exit_code(self) -> int:
        """PASSED if nothing was found."""
        return PASSED if all(result.ok for result in self.results) else NOT_PASSED

    def json(self) -> dict[str, Any]:
        """Each exercise's problems."""
        return {"exercises": [asdict(result) for result in self.results], "seconds": self.seconds}

    def screens(self) -> "Iterator[RenderableType]":
        """A line for each exercise."""
        from dlquiz.view.gate import GateRow, gate_view

        rows = [GateRow(result.slug, result.seconds, tuple(result.problems)) for result in self.results]
        yield gate_view(rows, self.seconds)


@app.command()
def new(
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help="The topic's folder, such as 10_attention.")],
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The new exercise's name, such as max_pool.")],
    *,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Write the folders of a new exercise, with TODOs to fill."""
    from dlquiz.bank import Bank
    from dlquiz.bank.scaffold import new_exercise
    from dlquiz.cli.output import emit
    from dlquiz.cli.session import shown

    files = new_exercise(Bank.find(bank), topic, slug)
    return emit(Written(slug, [shown(file) for file in files]), json)


@app.command()
def check(
    slugs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SLUG]...", help="The exercises; without any, all.", autocompletion=complete_slug),
    ] = None,
    *,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Prove exercises: right answers pass, each mistake is named."""
    from dlquiz.bank import Bank
    from dlquiz.cli.output import emit

    opened = Bank.find(bank)
    for slug in slugs or ():
        opened.solution_folder(slug)  # an unknown one is a slip of the fingers, no finding
    started = time.perf_counter()
    results = _through_the_gate(opened, slugs or opened.slugs())
    return emit(Gate(results, time.perf_counter() - started), json)


def _through_the_gate(bank: "Bank", slugs: Sequence[str]) -> "list[GateResult]":
    from dlquiz.bank.gate import check_exercises
    from dlquiz.cli.checking import processes
    from dlquiz.jobs import Grader
    from dlquiz.view.progress import Advance, progress

    with ExitStack() as stack:
        grader = stack.enter_context(Grader(processes()))
        advance: Advance | None = None

        def tell(done: int, total: int) -> None:
            nonlocal advance
            if advance is None:  # the gate knows the total once it has read the exercises
                advance = stack.enter_context(progress(total, "Grading", sys.stderr))
            else:
                advance()

        return check_exercises(bank, slugs, grader.run_all, tell)
