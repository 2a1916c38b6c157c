"""A last look at a release before it is written: does anything in it give a solution away?

What an author publishes on purpose, stubs, prompts and hints, may show a line. A record must not show one at all, and
checks.py no two in a row.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from dlquiz.bank import Bank
from dlquiz.errors import BankError

SHORTEST = 12  # characters of a line that tells anything


def demand_no_solution(bank: Bank, slugs: Sequence[str], files: Mapping[str, bytes]) -> None:
    """Raises BankError where a file of the release holds a part of a solution."""
    for slug in slugs:
        for name, line in leaks(bank.solution(slug), bank.stub(slug), slug, files):
            raise BankError(name, f"it holds a part of the solution of {slug}: {line!r}", "Write that differently.")


def leaks(solution: str, stub: str, slug: str, files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """(file, line) of what a release shows of a solution."""
    lines = [line.strip() for line in solution.splitlines() if line.strip()]
    telling = [line for line in lines if len(line) >= SHORTEST and line not in stub]
    for name, content in files.items():
        if not name.startswith("exercises/"):
            yield from ((name, line) for line in telling if line.encode() in content)
        elif name.endswith(f"/{slug}/checks.py"):
            there = [line.strip() for line in content.decode().splitlines() if line.strip()]
            pairs = set(pairwise(there))
            yield from ((name, a) for a, b in pairwise(lines) if (a, b) in pairs and a in telling and b in telling)
