"""Statements that are left out."""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from dlquiz.bank.mutants.operators.path import Path

REMOVABLE = (cst.Assert, cst.Assign, cst.AugAssign, cst.Break, cst.Continue, cst.Del, cst.Expr, cst.Raise, cst.Return)


def removed(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """A statement → pass. Not the first assignment to a name: without it there is only a NameError to see."""
    match node:
        case cst.Assign() if not all(_has_a_value_before(node, target) for target in node.targets):
            return
        case cst.Expr(value=cst.BaseString()):  # a docstring
            return
        case _ if isinstance(node, REMOVABLE):
            yield cst.Pass()


def _has_a_value_before(node: cst.Assign, target: cst.AssignTarget) -> bool:
    """True for x[i] = …, and for x = f(x)."""
    if isinstance(target.target, cst.Name):
        return bool(m.findall(node.value, m.Name(target.target.value)))
    return isinstance(target.target, cst.Subscript)


def entered_anyway(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """with torch.no_grad(): → its body alone."""
    if isinstance(node, cst.With) and all(item.asname is None for item in node.items):
        yield cst.If(cst.Name("True"), node.body)
