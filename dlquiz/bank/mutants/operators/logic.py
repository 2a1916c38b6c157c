"""Comparisons and conditions."""

from collections.abc import Iterator

import libcst as cst

from dlquiz.bank.mutants.operators.path import Path

OTHER_COMPARISONS: dict[type[cst.BaseCompOp], tuple[type[cst.BaseCompOp], ...]] = {
    cst.LessThan: (cst.LessThanEqual, cst.GreaterThan),
    cst.LessThanEqual: (cst.LessThan, cst.GreaterThanEqual),
    cst.GreaterThan: (cst.GreaterThanEqual, cst.LessThan),
    cst.GreaterThanEqual: (cst.GreaterThan, cst.LessThanEqual),
    cst.Equal: (cst.NotEqual,),
    cst.NotEqual: (cst.Equal,),
    cst.Is: (cst.IsNot,),
    cst.IsNot: (cst.Is,),
    cst.In: (cst.NotIn,),
    cst.NotIn: (cst.In,),
}


def other_comparison(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """a < b → a <= b and a > b; == → !=."""
    if isinstance(node, cst.ComparisonTarget):
        for kind in OTHER_COMPARISONS.get(type(node.operator), ()):
            yield node.with_changes(operator=kind())


def other_condition(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """a and b → a or b, a, b; not a → a, ~a → a; a if c else b → a, b."""
    if isinstance(node, cst.BooleanOperation):
        yield node.with_changes(operator=cst.Or() if isinstance(node.operator, cst.And) else cst.And())
        yield node.left
        yield node.right
    elif isinstance(node, cst.UnaryOperation) and isinstance(node.operator, (cst.Not, cst.BitInvert)):
        yield node.expression
    elif isinstance(node, cst.IfExp):
        yield node.body
        yield node.orelse
        yield node.with_changes(body=node.orelse, orelse=node.body)


def fixed_condition(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """if c → if not c, if True, if False. A `while` is only never entered: what never ends shows nothing else."""
    if isinstance(node, cst.If):
        yield node.with_changes(test=cst.UnaryOperation(cst.Not(), _in_parentheses(node.test)))
        yield node.with_changes(test=cst.Name("True"))
    if isinstance(node, (cst.If, cst.While)):
        yield node.with_changes(test=cst.Name("False"))


def _in_parentheses(test: cst.BaseExpression) -> cst.BaseExpression:
    return test if test.lpar else test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def dropped_filter(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """[x for x in xs if c] → [x for x in xs]."""
    if isinstance(node, cst.CompFor) and node.ifs:
        yield node.with_changes(ifs=[])
