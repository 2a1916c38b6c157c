"""Static search for shortcuts that skip the lesson, by the names an exercise forbids.

For authors: list every spelling. `torch.softmax`, `torch.nn.functional.softmax`, `torch.special.softmax`, the module
`torch.nn.Softmax` and the method `torch.Tensor.softmax` are five names, and nothing here knows that they are one
operator. Three things come by themselves:

- A name stands for everything beneath it: `torch.optim` for `torch.optim.SGD`.
- What a file of torch has or imports is the same thing as elsewhere: `torch.nn.modules.linear.Linear` is
  `torch.nn.Linear`, and `torch.nn.modules.linear.F` is `torch.nn.functional`.
- An operator's inner spellings are found by its last name: `torch.ops.aten.softmax.int`, `torch._C._nn.gelu` and
  `torch._softmax`. A private name may go on after an underscore, as in `torch._softmax_backward_data`. A private
  operator of another name has to be listed; its own variants are then found as well.

A right answer must never be refused, so only what can be followed is reported: imports and aliases in every scope,
attribute chains, names assigned once, `getattr` and its relatives with constant text, `eval` and `exec` of constant
text. A name that is bound in two ways is taken for the learner's own. What is better hidden shows when it runs.

Not a use: comments, strings, annotations, an import by itself (unless it makes an entry of the exercise), and what
stands under `if __name__ == "__main__"`, which grading never runs.

A forbidden method such as `torch.Tensor.softmax` is found in calls `expr.softmax(…)`. It is not looked for where the
object may be the learner's own: `self`, a module, a literal, a class of theirs or its instance; nor at all if something
in the file has a member of that name, or if Python's own types do (`split`, `sort`, `index`).
"""

import ast
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dlquiz.grading.names import Names, Own, Scope, Use

METHOD = "torch.Tensor."
IMPORTERS = ("importlib.import_module", "builtins.__import__")
EVALUATORS = ("builtins.eval", "builtins.exec", "builtins.compile")
PYTHON_TYPES = (str, bytes, int, float, complex, list, tuple, dict, set)
IMPORTED = {  # what torch's own files import, and under which name
    "torch": "torch",
    "F": "torch.nn.functional",
    "Tensor": "torch.Tensor",
    "_VF": "torch._VF",
}
LITERALS = (
    ast.Constant,
    ast.JoinedStr,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
)

Place = tuple[int, int, str]  # line from 1, offset in bytes from 0, the forbidden name


@dataclass(frozen=True)
class Hit:
    """One use of a forbidden name. `name` is as the exercise lists it; `line` and `column` count from 1."""

    name: str
    line: int
    column: int
    source_line: str


def find_forbidden(source: str, forbids: Sequence[str], entry: Sequence[str] = ()) -> list[Hit]:
    """Uses of forbidden names in a submission, in the order of the text.

    Args:
        source: the submission. If it isn't Python, nothing is found.
        forbids: dotted names, see above.
        entry: the names that will be called from outside. An import that provides one of them is a use.

    Raises:
        RecursionError: expressions that Python can read are nested too deeply to be followed.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    search = _Search(Names(tree), forbids)
    places = {*search.uses(), *search.imported(entry)}
    lines = io.StringIO(source, newline=None).read().split("\n")
    return [_hit(place, lines[place[0] - 1]) for place in sorted(places)]


def _hit(place: Place, text: str) -> Hit:
    line, offset, name = place
    return Hit(name, line, len(text.encode()[:offset].decode()) + 1, text.strip())


def public_path(path: str) -> str:
    """The path by which a thing is known, for one that goes through a file of torch's; others stay as they are."""
    parts = path.split(".")
    if parts[0] != "torch":
        return path
    for i in range(len(parts) - 1, 0, -1):
        if parts[i] in IMPORTED:
            return ".".join([IMPORTED[parts[i]], *parts[i + 1 :]])
    match parts:
        case ["torch", "nn", "modules", file, name, *rest] if file.islower():  # a class would begin with a capital
            return ".".join(["torch", "nn", name, *rest])
        case ["torch", "nn", "modules", name, *rest]:
            return ".".join(["torch", "nn", name, *rest])
    return path


def _place_of_method(call: ast.Call) -> tuple[int, int]:
    """Line and offset of the method's name, for a call may go over many lines."""
    match call.func:
        case ast.Attribute(attr=method, end_lineno=int(line), end_col_offset=int(end)):
            return line, end - len(method.encode())
    return call.lineno, call.col_offset


class _Search:
    """Looks through the expressions of one file."""

    def __init__(self, names: Names, forbids: Sequence[str]) -> None:
        self._names, self._forbids = names, forbids
        self._operators = {name.rpartition(".")[2].strip("_"): name for name in reversed(forbids)}
        methods = {name.removeprefix(METHOD): name for name in forbids if name.startswith(METHOD)}
        self._methods = {
            method: name
            for method, name in methods.items()
            if method not in names.members and not any(hasattr(kind, method) for kind in PYTHON_TYPES)
        }

    def uses(self) -> Iterator[Place]:
        """Where a forbidden name is used."""
        return self._among(self._names.uses)

    def imported(self, entry: Iterable[str]) -> Iterator[Place]:
        """Where an import provides an entry."""
        for name in entry:
            forbidden = self._forbidden(self._names.of_name(name, self._names.module))
            if forbidden:
                yield from ((*place, forbidden) for place in self._names.imports(name))

    def _among(self, uses: Sequence[Use]) -> Iterator[Place]:
        for node, scope in uses:
            forbidden = self._forbidden(self._path(node, scope))
            if forbidden:
                yield node.lineno, node.col_offset, forbidden
            if isinstance(node, ast.Call):
                yield from self._in_call(node, scope)

    def _in_call(self, call: ast.Call, scope: Scope) -> Iterator[Place]:
        """A forbidden method that is called, or what is forbidden in a text that is evaluated."""
        method, receiver = self._method(call, scope)
        if method in self._methods and self._may_be_tensor(receiver, scope):
            yield *_place_of_method(call), self._methods[method]
        if call.args and self._names.path(call.func, scope) in EVALUATORS:
            text = self._names.text(call.args[0], scope)
            for *_, forbidden in self._among(self._names.within(text or "", scope)):
                yield call.lineno, call.col_offset, forbidden

    def _path(self, node: ast.expr, scope: Scope) -> str | None:
        """The path of an expression that is read; None for others, and for what only imports."""
        if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            return None
        if isinstance(node, ast.Call) and self._names.path(node.func, scope) in IMPORTERS:
            return None
        return self._names.path(node, scope)

    def _forbidden(self, path: str | None) -> str | None:
        """The listed name that a path falls under."""
        if path is None:
            return None
        spellings = (path, public_path(path))
        for name in self._forbids:
            if any(f"{spelling}.".startswith(f"{name}.") for spelling in spellings):
                return name
        match spellings[1].split("."):
            case ["torch", "ops", _, operator, *_] | ["torch", "_C" | "_VF" | "_refs", *_, operator]:
                return self._operator(operator)
            case ["torch", operator] | ["torch", "nn", "functional", operator] if operator.startswith("_"):
                return self._operator(operator)
        return None

    def _operator(self, spelled: str) -> str | None:
        """The listed name that an inner spelling of an operator stands for, or that a private one is a variant of."""
        operator = spelled.strip("_")
        if spelled.startswith("_"):
            while operator not in self._operators and "_" in operator:
                operator = operator.rpartition("_")[0]
        return self._operators.get(operator)

    def _method(self, call: ast.Call, scope: Scope) -> tuple[str | None, ast.expr]:
        """The method that a call calls by its name, and on what."""
        match call:
            case ast.Call(func=ast.Attribute(value=receiver, attr=method)):
                return method, receiver
            case ast.Call(func=ast.Call(func=getter, args=[receiver, name, *_])) if (
                self._names.path(getter, scope) == "builtins.getattr"
            ):
                return self._names.text(name, scope), receiver
            case ast.Call(args=[receiver]):
                return self._names.attribute_got(call.func, scope), receiver
        return None, call

    def _may_be_tensor(self, receiver: ast.expr, scope: Scope) -> bool:
        """False if an object is a module, or surely something of the learner's own or of Python's."""
        if self._names.path(receiver, scope) or (isinstance(receiver, ast.Name) and receiver.id in ("self", "cls")):
            return False
        origin = self._names.origin(receiver, scope)
        if isinstance(origin.value, ast.Call):
            maker = self._names.path(origin.value.func, origin.scope)
            foreign = maker is not None and not maker.startswith("torch.")
            return not foreign and self._names.origin(origin.value.func, origin.scope).value is not Own.CLASS
        return origin.value is Own.OTHER or (
            isinstance(origin.value, ast.expr) and not isinstance(origin.value, LITERALS)
        )
