"""Source in, mutants out: every operator at every place, without those that compile to what is there already."""

import hashlib
import io
import tokenize
import warnings
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType

import libcst as cst
import libcst.matchers as m

from dlquiz.bank.mutants.operators import OPERATORS

# What a mutant leaves alone: types, texts, imports, and the words of an error.
UNTOUCHED = (cst.Annotation, cst.Decorator, cst.FormattedString, cst.Import, cst.ImportFrom, cst.SimpleString)


@dataclass(frozen=True)
class Mutant:
    """One changed module. `before` and `after` are the lines that differ, stripped and without comments."""

    line: int  # of the first difference, counted from 1
    before: str
    after: str
    family: str  # the kind of change, "comparison"
    source: str

    @property
    def change(self) -> tuple[str, str]:
        """What identifies the mutant in a file: its lines before and after."""
        return self.before, self.after


def mutants(source: str, entry: Sequence[str]) -> list[Mutant]:
    """All mutants of a module, in an order that looks random and is always the same, so that any part is a sample.

    Only what the functions and classes of `entry` use is changed: the rest can't show in an answer. Two that compile to
    the same code count once, and one that compiles to the module's own code is none.
    """
    text = without_comments(source)
    module = cst.parse_module(text)
    sites = _Sites()
    for part in reached(module, entry):
        part.visit(sites)
    seen = {fingerprint(text)}
    found = []
    for old, new, family in sites.found:
        changed = module.deep_replace(old, new)
        assert isinstance(changed, cst.Module)
        code = fingerprint(changed.code)
        if code is not None and code not in seen:
            seen.add(code)
            found.append(Mutant(*_difference(text, changed.code), family, changed.code))
    return sorted(found, key=_shuffled)


def reached(module: cst.Module, entry: Sequence[str]) -> list[cst.CSTNode]:
    """The statements of the module, without the functions and classes that nothing in `entry` uses."""
    named: dict[str, cst.CSTNode] = {}
    for part in module.body:
        if isinstance(part, (cst.FunctionDef, cst.ClassDef)):
            named[part.name.value] = part
    used, ahead = set(), list(entry)
    while ahead:
        name = ahead.pop()
        if name in named and name not in used:
            used.add(name)
            ahead += [found.value for found in m.findall(named[name], m.Name()) if isinstance(found, cst.Name)]
    left_out = [named[name] for name in named.keys() - used]
    return [part for part in module.body if not any(part is other for other in left_out)]


class _Sites(cst.CSTVisitor):
    """Collects (node, its replacement, family) for each operator at each place."""

    def __init__(self) -> None:
        self.found: list[tuple[cst.CSTNode, cst.CSTNode, str]] = []
        self._path: list[cst.CSTNode] = [cst.Module([])]  # from the module down to the node's parent

    def on_visit(self, node: cst.CSTNode) -> bool:
        above = tuple(self._path)
        self._path.append(node)
        if isinstance(node, UNTOUCHED):
            return False
        for family, operators in OPERATORS.items():
            for operator in operators:
                self.found += [(node, new, family) for new in operator(node, above)]
        return not isinstance(node, cst.Raise)

    def on_leave(self, original_node: cst.CSTNode) -> None:
        self._path.pop()


def without_comments(source: str) -> str:
    """The source with the same lines, but for their comments."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    return "\n".join(lines) + "\n"


def fingerprint(source: str) -> Hashable:
    """Equal for two modules that compile to the same instructions, wherever their lines stand; None for no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as `1 is 1`, where a mutant made it so
            return _instructions(compile(source, "<mutant>", "exec", dont_inherit=True))
    except SyntaxError:
        return None


def _instructions(code: CodeType) -> Hashable:
    constants = tuple(_instructions(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts)
    names = code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars
    return code.co_code, code.co_exceptiontable, constants, names, code.co_flags, code.co_argcount


def _difference(before: str, after: str) -> tuple[int, str, str]:
    """The first line that differs, and the lines that differ on each side, joined."""
    old, new = before.splitlines(), after.splitlines()
    start = next(i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
    if old[start].lstrip().startswith((")", "]", "}")):  # the end of a statement of several lines says nothing
        start = max(i for i in range(start) if _indent(old[i]) == _indent(old[start]))
    same = _alike(reversed(old[start + 1 :]), reversed(new[start + 1 :]))
    return start + 1, _joined(old[start : len(old) - same]), _joined(new[start : len(new) - same])


def _alike(old: Iterator[str], new: Iterator[str]) -> int:
    """How many pairs at the beginning are equal."""
    count = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        count += 1
    return count


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)


def _shuffled(mutant: Mutant) -> bytes:
    return hashlib.sha256(f"{mutant.line} {mutant.before} {mutant.after}".encode()).digest()
