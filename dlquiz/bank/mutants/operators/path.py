"""Where a node stands in the syntax tree."""

from collections.abc import Sequence

import libcst as cst

Path = Sequence[cst.CSTNode]  # from the module down to the node's parent


def function_of(path: Path) -> cst.FunctionDef | None:
    """The innermost function that the node stands in."""
    return next((node for node in reversed(path) if isinstance(node, cst.FunctionDef)), None)
