"""The names of an exercise's checks, read from the text of its checks.py: without torch, and without running it."""

import ast
from collections.abc import Iterator


def check_names(source: str) -> tuple[str, ...] | None:
    """The names that a report on this checks.py will hold, in its order.

    Returns:
        None where the text alone doesn't tell: a check that is made in a loop, or whose name is computed.
    """
    tree = ast.parse(source)
    decorator = _decorator(tree)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and _uses(node, decorator)]
    names = [_name(node, decorator) for node in functions]
    distinct = {node.name for node in functions}
    if not names or None in names or len(distinct) < len(names) or len(names) < _uses(tree, decorator):
        return None
    return tuple(name for name in names if name is not None)


def _decorator(tree: ast.Module) -> str | None:
    """What `dlquiz.checks.check` is called here."""
    imports = (node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "dlquiz.checks")
    known = (alias.asname or alias.name for node in imports for alias in node.names if alias.name == "check")
    return next(known, None)


def _uses(node: ast.AST, decorator: str | None) -> int:
    return sum(isinstance(part, ast.Name) and part.id == decorator for part in ast.walk(node))


def _name(function: ast.FunctionDef, decorator: str | None) -> str | None:
    """The name that the function's only decorator gives it; None unless it stands there as a string."""
    match function.decorator_list:
        case [ast.Call(func=ast.Name(id=called), args=given, keywords=named)] if called == decorator:
            literals = [*given[:1], *(keyword.value for keyword in named if keyword.arg == "name")]
            return next(_strings(literals), None)
    return None


def _strings(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
