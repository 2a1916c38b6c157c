"""Read YAML strictly: what breaks the syntax, and a key that stands twice, is an error with its line and the fix."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from dlquiz.bank.files import read_text, shown
from dlquiz.errors import BankError

try:
    from yaml import CSafeLoader as _SafeLoader  # 120 files: 15 ms against 172
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]


class _Loader(_SafeLoader):
    """The safe loader, but a key that stands twice in a mapping is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            raise _duplicate(node)
        return mapping


def _duplicate(node: yaml.MappingNode) -> yaml.MarkedYAMLError:
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value in seen:
            break
        seen.add(key.value)
    return yaml.MarkedYAMLError(problem=f"the key `{key.value}` stands twice", problem_mark=key.start_mark)


def read_yaml(path: Path) -> Any:
    """The plain data of a YAML file.

    Raises:
        BankError: the file can't be read, is empty, breaks YAML's syntax, or has a key twice.
    """
    try:
        data = yaml.load(read_text(path), _Loader)
    except yaml.YAMLError as error:
        raise BankError(shown(path), *_explain(error)) from None
    except ValueError as error:  # a day or a time that no calendar has
        raise BankError(shown(path), f"not valid YAML: {error}", "Correct that date or number.") from None
    if data is None:
        raise BankError(shown(path), "the file is empty", "Fill it; exercises/README.md shows what it holds.")
    return data


def _explain(error: yaml.YAMLError) -> tuple[str, str]:
    """Problem and fix of a YAML error, with the line where there is one."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}: " if mark else ""
    return f"not valid YAML: {where}{problem}", _fix(problem)


def _fix(problem: str) -> str:
    if "stands twice" in problem:
        return "Keep one of the two."
    if "mapping values are not allowed" in problem:
        return "Put the text in double quotes: a colon followed by a space inside it starts a key."
    if "cannot start any token" in problem or "tab character" in problem:
        return "Indent with spaces, not tabs, and put a text that starts with @ or ` in double quotes."
    return "Correct the line; a text with : # [ { or quotes in it stands in double quotes."
