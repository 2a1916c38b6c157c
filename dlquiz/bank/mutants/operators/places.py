"""Where something stands: ranges, slices, transposes, the order in a tuple."""

from collections.abc import Iterator

import libcst as cst

from dlquiz.bank.mutants.operators.path import Path

TRANSPOSES = ("T", "mT", "H", "mH")


def _moved(value: cst.BaseExpression, operator: cst.BaseBinaryOp) -> cst.BaseExpression:
    """value + 1 or value - 1."""
    simple = isinstance(value, (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.Integer)) or value.lpar
    inner = value if simple else value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.BinaryOperation(inner, operator, cst.Integer("1"))


def other_range(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """range(n) → range(1, n), range(n - 1), range(n + 1); each bound of range(a, b) by one."""
    if not (isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "range"):
        return
    if len(node.args) == 1:
        yield node.with_changes(args=[cst.Arg(cst.Integer("1")), node.args[0]])
    for i, arg in enumerate(node.args[:2]):
        for operator in (cst.Add(), cst.Subtract()):
            moved = arg.with_changes(value=_moved(arg.value, operator))
            yield node.with_changes(args=[*node.args[:i], moved, *node.args[i + 1 :]])


def other_slice(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """x[a:b] → each bound by one, or left out; x[::-1] → x[::]. Bounds that are numbers are changed as numbers."""
    if not isinstance(node, cst.Slice):
        return
    for name in ("lower", "upper"):
        bound = getattr(node, name)
        if bound is None:
            continue
        yield node.with_changes(**{name: None})
        if not isinstance(bound, cst.Integer):
            for operator in (cst.Add(), cst.Subtract()):
                yield node.with_changes(**{name: _moved(bound, operator)})
    if node.step is not None:
        yield node.with_changes(step=None, second_colon=cst.MaybeSentinel.DEFAULT)


def dropped_transpose(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """x.T → x; x.transpose(...) is dropped as any call."""
    if isinstance(node, cst.Attribute) and node.attr.value in TRANSPOSES:
        yield node.value


def swapped_items(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """a, b → b, a, for each two neighbours of a tuple that is no target of an assignment."""
    if not isinstance(node, cst.Tuple) or isinstance(path[-1], (cst.AssignTarget, cst.For, cst.CompFor)):
        return
    items = list(node.elements)
    for i in range(len(items) - 1):
        first, second = items[i], items[i + 1]
        if isinstance(first, cst.Element) and isinstance(second, cst.Element):
            swapped = [first.with_changes(value=second.value), second.with_changes(value=first.value)]
            yield node.with_changes(elements=[*items[:i], *swapped, *items[i + 2 :]])
