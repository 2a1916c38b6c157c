"""mutants.yaml: the mutation score of an exercise, and the mutants that no check can tell from the solution.

`author mutate --write` writes the line `score`; people write `equivalents`.
"""

import json
import re
from pathlib import Path

import msgspec

from dlquiz.bank.files import read_text, shown
from dlquiz.bank.typed import Keys, convert
from dlquiz.bank.yaml_files import read_yaml
from dlquiz.errors import BankError, UsageError

FILE = "mutants.yaml"
SCORE = re.compile(r"^score:.*\n?(?:[ \t].*\n?)*", re.MULTILINE)
KEYS = Keys(
    {
        "score": "what `dlquiz author mutate SLUG --write` writes",
        "score.version": "a hash of checks, solution, equivalents and operators",
        "score.mutants": "how many mutants there are",
        "score.killed": "how many the checks tell from the solution",
        "score.equivalent": "how many are listed as equivalent",
        "score.reach": "how many still reach the figure of a training",
        "equivalents": "a list of {change: [line before, line after], reason: …}",
        "equivalents[].change": "[line before, line after], as `dlquiz author mutate` prints them",
        "equivalents[].reason": "one line: why no check can tell it from the solution",
    }
)


class Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of all mutants of one version."""

    version: str
    mutants: int
    killed: int
    equivalent: int = 0
    reach: int = 0

    @property
    def survivors(self) -> int:
        """Mutants that the checks should have killed."""
        return self.mutants - self.killed - self.equivalent - self.reach


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that is no wrong answer. `change`: its line before and after."""

    change: tuple[str, str]
    reason: str


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    score: Score | None = None
    equivalents: tuple[Equivalent, ...] = ()


def read_record(folder: Path) -> Record:
    """The record that lies in solutions/<topic>/<slug>; an empty one if there is no file.

    Raises:
        BankError: the file breaks the contract.
    """
    path = folder / FILE
    if not path.exists():
        return Record()
    record = convert(read_yaml(path), Record, path, KEYS)
    for index, item in enumerate(record.equivalents):
        if not item.reason.strip():
            place = f"equivalents[{index}].reason"
            raise BankError(shown(path), f"`{place}` is empty", KEYS.holds(place))
    changes = [item.change for item in record.equivalents]
    for change in changes:
        if changes.count(change) > 1:
            raise BankError(shown(path), f"{change[1]!r} stands twice in `equivalents`", "Keep one of the two.")
    return record


def write_score(folder: Path, score: Score) -> Path:
    """Put the score into the folder's record, and leave the rest of it as it stands. Raises UsageError."""
    path = folder / FILE
    parts = (f"{key}: {json.dumps(value)}" for key, value in msgspec.to_builtins(score).items())
    line = f"score: {{{', '.join(parts)}}}\n"
    text = read_text(path) if path.exists() else ""
    changed = SCORE.sub(line, text, count=1) if SCORE.search(text) else line + text
    try:
        path.write_text(changed, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"can't write {shown(path)} ({error.strerror}). Name a bank of yours: --bank DIR") from None
    return path
