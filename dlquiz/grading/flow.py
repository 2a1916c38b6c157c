"""Which variable of a solution is made of which others: read from its text, through its helpers."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Made = ast.Assign | ast.AugAssign | ast.AnnAssign


@dataclass
class Flow:
    """The variables of a file, taken together over its functions: `uses[name]` is what stands on the right of it.

    A name that two functions use for two things has the sources of both; nothing is lost by that, only vaguer.
    """

    uses: dict[str, set[str]] = field(default_factory=dict)
    returned: dict[str, ast.expr] = field(default_factory=dict)  # by function, what its last `return` gives
    parameters: dict[str, list[str]] = field(default_factory=dict)

    def sources(self, names: set[str], known: Sequence[str]) -> set[str]:
        """Those of the `known` variables that the `names` are made of directly: with none of them between."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = list(names)
        while waiting:
            for name in self.uses.get(waiting.pop(), ()):
                if name in known and name not in names:
                    found.add(name)
                elif name not in seen:
                    seen.add(name)
                    waiting.append(name)
        return found

    def before(self, names: set[str], known: Sequence[str]) -> set[str]:
        """All of the `known` variables that the `names` are made of, and the `names` themselves."""
        found: set[str] = set()
        waiting = [name for name in names if name in known] + list(self.sources(names, known))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.sources({name}, known)
        return found

    def used_by(self, names: set[str], known: Sequence[str]) -> set[str]:
        """Those of the `known` variables that one of the `names` is made of directly."""
        return {source for name in names for source in self.sources({name}, known)}

    def result(self, function: str, path: Sequence[Any]) -> set[str]:
        """The names in what a function returns, or in the part of it that `path` leads to."""
        value = self.returned.get(function)
        for step in path:
            value = _part(value, step) or value
        return self.names(value) if value is not None else set()

    def assign(self, target: ast.expr, value: ast.expr) -> None:
        """Notes an assignment; of tuples part by part, also where a helper gives the tuple."""
        parts = target.elts if isinstance(target, ast.Tuple) else []
        given = value
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
            given = self.returned.get(value.func.id, value)
            self.names(value)
        if parts and isinstance(given, ast.Tuple) and len(given.elts) == len(parts):
            for part, item in zip(parts, given.elts, strict=True):
                self.assign(part, item)
            return
        for made in ast.walk(target):
            if isinstance(made, ast.Name) and isinstance(made.ctx, ast.Store):
                self.uses.setdefault(made.id, set()).update(self.names(value))

    def names(self, value: ast.AST) -> set[str]:
        """The variables in an expression; a call of a helper stands for what it gives back."""
        return set(self._names(value))

    def _names(self, value: ast.AST) -> Iterator[str]:
        for node in ast.walk(value):
            if isinstance(node, ast.Name):
                yield node.id
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in self.parameters:
                yield from self._inside(node.func.id, node)

    def _inside(self, function: str, call: ast.Call) -> Iterator[str]:
        """What a helper gives back, and its parameters, which become what the call hands over."""
        given = dict(zip(self.parameters[function], call.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        for parameter, value in given.items():
            self.uses.setdefault(parameter, set()).update(n.id for n in ast.walk(value) if isinstance(n, ast.Name))
        if function in self.returned:
            yield from (n.id for n in ast.walk(self.returned[function]) if isinstance(n, ast.Name))


def flow_of(source: str) -> Flow:
    """Reads a solution."""
    tree, flow = ast.parse(source), Flow()
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        flow.parameters[function.name] = [argument.arg for argument in function.args.args]
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and node.value is not None:
                flow.returned[function.name] = node.value
    for function in functions:
        for node in ast.walk(function):
            if isinstance(node, Made) and node.value is not None:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    flow.assign(target, node.value)
            elif isinstance(node, ast.Return) and node.value is not None:
                flow.names(node.value)  # a helper's parameters become what is handed over
    return flow


def _part(value: ast.expr | None, step: Any) -> ast.expr | None:
    if isinstance(value, ast.Tuple) and isinstance(step, int) and step < len(value.elts):
        return value.elts[step]
    if isinstance(value, ast.Dict):
        for key, item in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == step:
                return item
    return None
