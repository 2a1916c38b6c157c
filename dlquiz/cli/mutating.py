"""What `author mutate` does and finds."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.bank import Bank
from dlquiz.bank.mutation import Fate, Mutation, Tried, keep_score, prepare, run
from dlquiz.cli.output import NOT_PASSED, PASSED
from dlquiz.jobs import Grader, cores
from dlquiz.model import Verdict
from dlquiz.view.progress import progress

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dlquiz.view.mutation import Changed, MutationRow

SAYS = {
    Fate.SURVIVED: "no check sees it",
    Fate.REVIVED: "listed as equivalent, and yet",
    Fate.UNPROVEN: "no check has spoken:",
    Fate.REACHED: "still reaches the figure",
}


class Mutations(Struct, frozen=True):
    """`author mutate`: what became of each exercise's mutants. `kept`: what was done with the score, by slug."""

    results: Sequence[Mutation]
    kept: dict[str, str]

    @property
    def exit_code(self) -> int:
        """PASSED if none that was run is left to look at."""
        return PASSED if all(result.ok for result in self.results) else NOT_PASSED

    def json(self) -> dict[str, Any]:
        """Each mutant that was run."""
        return {"exercises": [_plain(result) for result in self.results]}

    def screens(self) -> "Iterator[RenderableType]":
        """A line for each exercise, and below it the mutants that are left."""
        from dlquiz.view.mutation import mutation_view

        yield mutation_view([_row(result, self.kept.get(result.slug, "")) for result in self.results])


def mutate_all(bank: Bank, slugs: Sequence[str], seconds: float, *, diagnose: bool, write: bool) -> Mutations:
    """Run mutants of exercises, as many at once as there are cores; without any named, of the whole bank.

    Raises:
        UsageError: a name is unknown, libcst is missing, or a score can't be written.
        BankError: a file of an exercise breaks the contract.
    """
    for slug in slugs:
        bank.solution_folder(slug)
    results, kept = [], {}
    with Grader(cores()) as grader:
        for slug in slugs or bank.slugs():
            batch = prepare(bank, slug)
            with progress(len(batch.mutants), slug, sys.stderr) as advance:
                result = run(batch, grader.run_all, advance, seconds=seconds, diagnose=diagnose)
            results.append(result)
            if write:
                kept[slug] = keep_score(bank, result)
    return Mutations(results, kept)


def _plain(result: Mutation) -> dict[str, Any]:
    return {
        "exercise": result.slug,
        "mutants": result.total,
        "run": len(result.tried),
        "fates": {fate.value: result.count(fate) for fate in Fate},
        "problems": result.problems,
        "seconds": round(result.seconds, 2),
        "tried": [_plain_mutant(item) for item in result.tried],
    }


def _plain_mutant(item: Tried) -> dict[str, Any]:
    mutant = item.mutant
    return {
        "line": mutant.line,
        "change": mutant.change,
        "family": mutant.family,
        "fate": item.fate,
        "verdict": item.verdict,
        "reason": item.reason,
        "check": item.check,
    }


def _row(result: Mutation, kept: str) -> "MutationRow":
    from dlquiz.view.mutation import MutationRow

    reached = [item for item in result.tried if item.fate is Fate.REACHED]
    return MutationRow(
        result.slug,
        result.total,
        len(result.tried),
        result.count(Fate.KILLED),
        result.count(Fate.EQUIVALENT),
        result.seconds,
        tuple(_changed(item) for item in result.bad),
        tuple(_changed(item) for item in reached),
        (*result.problems, *([kept] if kept else [])),
        sum(item.fate is Fate.KILLED and item.verdict is Verdict.TIMED_OUT for item in result.tried),
    )


def _changed(item: Tried) -> "Changed":
    from dlquiz.view.mutation import Changed

    note = SAYS[item.fate]
    if item.fate is Fate.REVIVED and item.check is not None:
        note = f"{note} “{item.check.name}” fails"
    elif item.fate is Fate.UNPROVEN:
        note = f"{note} {item.reason}"
    return Changed(item.mutant.line, item.mutant.before, item.mutant.after, item.mutant.family, note)
