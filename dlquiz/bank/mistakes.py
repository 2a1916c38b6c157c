"""mistakes.yaml: known-wrong variants of the solution, each made by changes to it or given as a file."""

import re
from pathlib import Path

import msgspec

from dlquiz.bank.files import read_python, shown, syntax_fault
from dlquiz.bank.typed import Keys, Text, convert, english, text_fault
from dlquiz.bank.yaml_files import read_yaml
from dlquiz.errors import BankError
from dlquiz.model import Mistake

KEYS = Keys(
    {
        "says": "what a learner reads: what is wrong, why it matters, where to look, never the fix in code",
        "change": "a list of [old text, new text], where each old text stands exactly once in solution.py",
        "file": "mistakes/<name>.py, for what no change can express",
    }
)


class MistakeEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of mistakes.yaml as it stands; `KEYS` says what each key holds."""

    says: Text
    change: tuple[tuple[str, str], ...] | None = None
    file: str | None = None


def read_mistakes(folder: Path, solution: str) -> tuple[Mistake, ...]:
    """The mistakes of the exercise whose solutions lie in `folder`, in the file's order.

    Raises:
        BankError: an entry breaks the contract, a change does not apply exactly once, or its result is no Python.
    """
    path = folder / "mistakes.yaml"
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise BankError(shown(path), "the file should be a mapping", "Write `name: {says: …, change: […]}`.")
    return tuple(_mistake(path, name, entry, solution) for name, entry in data.items())


def _mistake(path: Path, name: object, data: object, solution: str) -> Mistake:
    if not isinstance(name, str) or not name.isidentifier():
        raise BankError(
            shown(path), f"`{name}` is no name for a mistake", "Use letters, digits and underscores, such as no_scale."
        )
    entry = convert(data, MistakeEntry, path, KEYS, prefix=name)
    if fault := text_fault(entry.says):
        raise BankError(shown(path), f"`{name}.says` {fault}", KEYS.holds("says"))
    if (entry.change is None) == (entry.file is None):
        state = "neither" if entry.change is None else "both"
        raise BankError(shown(path), f"`{name}` has {state} of `change` and `file`", "Give exactly one of the two.")
    changes = entry.change or ()
    source = _from_file(path, name, entry.file) if entry.file is not None else _changed(path, name, changes, solution)
    if source == solution:
        raise BankError(shown(path), f"`{name}` is equal to solution.py", "Change what the mistake gets wrong.")
    return Mistake(id=name, says=english(entry.says), source=source, changes=changes)


def _from_file(path: Path, name: str, file: str) -> str:
    if not re.fullmatch(r"mistakes/\w+\.py", file):
        raise BankError(shown(path), f"`{name}.file` is `{file}`", KEYS.holds("file"))
    return read_python(path.parent / file)


def _changed(path: Path, name: str, changes: tuple[tuple[str, str], ...], solution: str) -> str:
    """The solution with each change applied to the result of the one before."""
    source = solution
    for index, (old, new) in enumerate(changes):
        count = source.count(old) if old else 0
        if count != 1:
            raise BankError(shown(path), *_misfit(f"{name}.change[{index}]", old, count, old in solution))
        source = source.replace(old, new)
    if fault := syntax_fault(source):
        raise BankError(
            shown(path), f"solution.py changed by `{name}` is not valid Python: {fault}", "Correct the new text."
        )
    return source


def _misfit(key: str, old: str, count: int, before: bool) -> tuple[str, str]:
    """Problem and fix of an old text that does not stand exactly once; `before`: it stood in the unchanged solution."""
    if not old:
        return f"`{key}` replaces an empty text", "Write the text of solution.py that it replaces."
    text = old if len(old) <= 60 else old[:57] + "…"
    if count > 1:
        return (
            f"the old text of `{key}` stands {count} times in solution.py: {text!r}",
            "Take in more of the text around the place that is meant, until it stands there once.",
        )
    problem = f"the old text of `{key}` does not stand in solution.py: {text!r}"
    if before:
        return problem + " (an earlier change of this mistake removed it)", "Join the two changes into one."
    return problem, "Copy it from solution.py with its exact spaces."
