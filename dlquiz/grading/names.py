"""What the names in a Python file stand for, read off its syntax tree: imports, aliases, scopes. Nothing is run."""

import ast
import builtins
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
ComprehensionNode = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp

LOOK_UPS = ("getattr", "hasattr", "attrgetter", "methodcaller", "import_module", "__import__", "eval", "exec")


class Own(Enum):
    """What a name is bound to where it is neither an import nor an assigned expression."""

    CLASS = auto()
    FUNCTION = auto()
    OTHER = auto()  # a parameter, a loop variable, a part of something unpacked


Value = str | ast.expr | Own  # a str is the dotted path of an import


@dataclass(frozen=True)
class Binding:
    """One place where a name gets its value. `scope` is where an expression is to be read."""

    value: Value
    node: ast.AST
    scope: "Scope"


@dataclass(eq=False)
class Scope:
    """The names bound in a module, function, class or comprehension."""

    node: ast.AST | None = None
    parent: "Scope | None" = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    elsewhere: dict[str, "Scope"] = field(default_factory=dict)  # names declared global or nonlocal

    def find(self, name: str) -> list[Binding]:
        """All bindings of a name in the scope that it belongs to; none for a built-in or unknown name."""
        if name in self.elsewhere:
            return self.elsewhere[name].find(name)
        if name in self.bindings:
            return self.bindings[name]
        outer = self.enclosing()
        return outer.find(name) if outer else []

    def enclosing(self) -> "Scope | None":
        """The scope whose names are seen here; a class's are not seen in its methods."""
        outer = self.parent
        while outer and isinstance(outer.node, ast.ClassDef):
            outer = outer.parent
        return outer


Use = tuple[ast.expr, Scope]


class Names:
    """All that is bound and used in a file.

    Attributes:
        module: the outermost scope.
        uses: every expression that can run when the file is imported, with its scope. Annotations can't, nor can
            anything under `if __name__ == "__main__"`.
        members: names that something in the file has as a member, or may have: of its classes, attributes that are
            assigned, keyword arguments, and texts, for `setattr`.
        star: the last `from … import *`, and its module.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope(tree)
        self.uses: list[Use] = []
        self.members: set[str] = set()
        self.star: tuple[str, ast.ImportFrom] | None = None
        self._paths: dict[ast.expr, str | None] = {}
        _Collector(self, self.module).visit_all(tree.body)

    def within(self, text: str, scope: Scope) -> list[Use]:
        """The expressions in a text that is run by `eval` or `exec` in a scope; none if it is not Python."""
        try:
            tree = ast.parse(text.strip())
        except (SyntaxError, ValueError):
            return []
        before = len(self.uses)
        _Collector(self, Scope(tree, scope)).visit_all(tree.body)
        added = self.uses[before:]
        del self.uses[before:]
        return added

    def path(self, node: ast.expr, scope: Scope) -> str | None:
        """The dotted path of what an expression is, such as "torch.nn.functional.softmax"; None if that isn't known."""
        if node not in self._paths:
            self._paths[node] = None  # until it is known: an alias of itself is nothing
            self._paths[node] = self._path(node, scope)
        return self._paths[node]

    def origin(self, node: ast.expr, scope: Scope) -> Binding:
        """Where an expression comes from, through names that are bound once."""
        seen: set[ast.expr] = set()
        while isinstance(node, ast.Name) and node not in seen:
            seen.add(node)
            bindings = scope.find(node.id)
            if len(bindings) != 1:
                return Binding(Own.OTHER if bindings else node, node, scope)
            [binding] = bindings
            if not isinstance(binding.value, ast.expr):
                return binding
            node, scope = binding.value, binding.scope
        return Binding(node, node, scope)

    def text(self, node: ast.expr, scope: Scope) -> str | None:
        """The text that an expression is made of, if it is made of constants."""
        origin = self.origin(node, scope)
        match origin.value:
            case ast.Constant(value=str(text)):
                return text
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                parts = [self.text(left, origin.scope), self.text(right, origin.scope)]
            case ast.JoinedStr(values=values):
                parts = [self.text(value, origin.scope) for value in values]
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                parts = [self.text(value, origin.scope)]
            case _:
                return None
        return None if None in parts else "".join(part for part in parts if part)

    def of_name(self, name: str, scope: Scope) -> str | None:
        """The path of a name: the one that all its bindings agree on."""
        bindings = scope.find(name)
        if bindings:
            paths = {self._path_of(binding) for binding in bindings}
            return paths.pop() if len(paths) == 1 else None
        if hasattr(builtins, name):
            return f"builtins.{name}"
        return f"{self.star[0]}.{name}" if self.star and not name.startswith("_") else None

    def imports(self, name: str) -> list[tuple[int, int]]:
        """Where imports bind a name of the module: line and offset."""
        bindings = self.module.find(name)
        nodes = [binding.node for binding in bindings if isinstance(binding.node, ast.alias)]
        if self.star and not bindings:
            return [(self.star[1].lineno, self.star[1].col_offset)]
        return [(node.lineno, node.col_offset) for node in nodes]

    def _path_of(self, binding: Binding) -> str | None:
        match binding.value:
            case str(path):
                return path
            case Own():
                return None
            case expression:
                return self.path(expression, binding.scope)

    def _path(self, node: ast.expr, scope: Scope) -> str | None:
        match node:
            case ast.Name(id=name):
                return self.of_name(name, scope)
            case ast.NamedExpr(value=value):
                return self.path(value, scope)
            case ast.Attribute(value=value, attr=attr):
                return _join(self.path(value, scope), attr)
            case ast.Call():
                return self._path_of_call(node, scope)
            case ast.Subscript(value=value, slice=key):
                table, entry = self.path(value, scope), self.text(key, scope)
                if table == "sys.modules":
                    return entry
                return _join(table.removesuffix(".__dict__"), entry) if table and table.endswith(".__dict__") else None
        return None

    def _path_of_call(self, call: ast.Call, scope: Scope) -> str | None:
        """What a look-up by name finds."""
        match self.path(call.func, scope), call.args:
            case "builtins.getattr", [value, name, *_]:
                return _join(self.path(value, scope), self.text(name, scope))
            case "builtins.vars", [value]:
                return _join(self.path(value, scope), "__dict__")
            case "importlib.import_module", [name]:
                return self.text(name, scope)
            case "builtins.__import__", [name, *rest]:
                path = self.text(name, scope)
                whole = len(rest) >= 3 or any(keyword.arg == "fromlist" for keyword in call.keywords)
                return path if whole or not path else path.partition(".")[0]
            case None, [value]:
                return _join(self.path(value, scope), self.attribute_got(call.func, scope))
        return None

    def attribute_got(self, getter: ast.expr, scope: Scope) -> str | None:
        """The name in `operator.attrgetter(name)` or `operator.methodcaller(name, …)`."""
        origin = self.origin(getter, scope)
        match origin.value:
            case ast.Call(func=function, args=[name, *_]):
                known = self.path(function, origin.scope) in ("operator.attrgetter", "operator.methodcaller")
                return self.text(name, origin.scope) if known else None
        return None


class _Collector(ast.NodeVisitor):
    """Walks a tree once and fills the scopes."""

    def __init__(self, names: Names, scope: Scope) -> None:
        self.names, self.scope = names, scope

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.expr):
            self.names.uses.append((node, self.scope))
        super().visit(node)

    def visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    @contextmanager
    def inside(self, node: ast.AST) -> Iterator[None]:
        self.scope, outer = Scope(node, self.scope), self.scope
        yield
        self.scope = outer

    def bind(self, name: str, value: Value, node: ast.AST) -> None:
        scope = self.scope.elsewhere.get(name, self.scope)
        scope.bindings.setdefault(name, []).append(Binding(value, node, self.scope))
        if isinstance(scope.node, ast.ClassDef):
            self.names.members.add(name)

    def assign(self, target: ast.expr, value: ast.expr) -> None:
        """Binds the names in a target, pairwise where a tuple is assigned to a tuple."""
        match target, value:
            case ast.Name(id=name), _:
                self.bind(name, value, target)
            case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), (ast.Tuple(elts=values) | ast.List(elts=values))):
                if len(targets) == len(values) and not any(isinstance(e, ast.Starred) for e in [*targets, *values]):
                    for one, its in zip(targets, values, strict=True):
                        self.assign(one, its)
                else:
                    self.visit(target)
            case _:
                self.visit(target)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            root = alias.name.partition(".")[0]
            self.bind(alias.asname or root, alias.name if alias.asname else root, alias)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self.names.star = (node.module or "", node)
            else:
                path = f"{node.module}.{alias.name}" if node.module and not node.level else Own.OTHER
                self.bind(alias.asname or alias.name, path, alias)

    def visit_Global(self, node: ast.Global) -> None:
        self.scope.elsewhere |= dict.fromkeys(node.names, self.names.module)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        outer = self.scope.enclosing()
        if outer:
            self.scope.elsewhere |= dict.fromkeys(node.names, outer)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.bind(node.name, Own.FUNCTION, node)
        self.visit_all(node.decorator_list)
        self.visit_function(node, node.body)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit_function(node, [node.body])

    def visit_function(self, node: FunctionNode, body: Iterable[ast.AST]) -> None:
        a = node.args
        self.visit_all([*a.defaults, *a.kw_defaults])
        with self.inside(node):
            for parameter in (*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg):
                if parameter:
                    self.bind(parameter.arg, Own.OTHER, parameter)
            self.visit_all(body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.bind(node.name, Own.CLASS, node)
        self.visit_all([*node.decorator_list, *node.bases, *node.keywords])
        with self.inside(node):
            self.visit_all(node.body)

    def visit_comprehension_of(self, node: ComprehensionNode) -> None:
        first, *others = node.generators
        self.visit(first.iter)  # is read outside
        with self.inside(node):
            self.visit_all([first.target, *first.ifs, *others])
            self.visit_all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_comprehension_of

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self.assign(target, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)
            self.assign(node.target, node.value)
        else:
            self.visit(node.target)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        inner = self.scope
        while isinstance(self.scope.node, ComprehensionNode) and self.scope.parent:
            self.scope = self.scope.parent
        self.bind(node.target.id, node.value, node)
        self.scope = inner

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.bind(node.id, Own.OTHER, node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.names.members.add(node.attr)
        self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.bind(node.name, Own.OTHER, node)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name:
            self.bind(node.name, Own.OTHER, node)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self.visit_MatchAs(node)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.bind(node.rest, Own.OTHER, node)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        self.visit(node.func)
        looked_up = _last_name(node.func) in LOOK_UPS
        for argument in node.args:
            if not (looked_up and isinstance(argument, ast.Constant)):
                self.visit(argument)
        self.visit_all(node.keywords)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg:
            self.names.members.add(node.arg)
        self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.names.members.add(node.value)

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        if not _asks_for_main(node.test):
            self.visit_all(node.body)
        self.visit_all(node.orelse)


def _join(path: str | None, name: str | None) -> str | None:
    return f"{path}.{name}" if path and name else None


def _last_name(node: ast.expr) -> str | None:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


def _asks_for_main(test: ast.expr) -> bool:
    match test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            sides = {ast.unparse(left), ast.unparse(right)}
            return sides == {"__name__", "'__main__'"}
    return False
