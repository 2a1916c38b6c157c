"""The signatures that a source file defines, compared as a caller sees them. Reads the text, runs nothing."""

import ast
from collections.abc import Iterable, Iterator


def signatures(source: str, names: Iterable[str]) -> dict[str, str | None]:
    """The signature of each function and public method among `names`, "(x, weight, bias=None)", without annotations.

    A class gives one entry per method, "Value.backward", and one for itself. A name that is there but is no `def`,
    such as `__radd__ = __add__`, has None.
    """
    wanted = set(names)
    return {name: text for name, text in _definitions(ast.parse(source).body) if name.split(".")[0] in wanted}


def _definitions(body: list[ast.stmt]) -> Iterator[tuple[str, str | None]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, _signature(node.args)
        elif isinstance(node, ast.ClassDef):
            yield node.name, None
            for name, text in _definitions(node.body):
                if _is_public(name):
                    yield f"{node.name}.{name}", text
        elif isinstance(node, ast.Assign):
            yield from ((target.id, None) for target in node.targets if isinstance(target, ast.Name))


def _is_public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def _signature(arguments: ast.arguments) -> str:
    """Names, order, kinds and defaults."""
    for node in ast.walk(arguments):
        if isinstance(node, ast.arg):
            node.annotation = None
    return f"({ast.unparse(arguments)})"
