"""Arithmetic: other operators, dropped and swapped operands, signs, other numbers."""

from collections.abc import Iterator
from typing import TypeGuard

import libcst as cst

from dlquiz.bank.mutants.operators.path import Path

OTHER_OPERATORS: dict[type[cst.BaseBinaryOp], tuple[type[cst.BaseBinaryOp], ...]] = {
    cst.Add: (cst.Subtract,),
    cst.Subtract: (cst.Add,),
    cst.Multiply: (cst.Divide,),
    cst.Divide: (cst.Multiply, cst.FloorDivide),
    cst.FloorDivide: (cst.Divide,),
    cst.Modulo: (cst.FloorDivide,),
    cst.Power: (cst.Multiply,),
    cst.MatrixMultiply: (cst.Multiply,),
    cst.BitAnd: (cst.BitOr,),
    cst.BitOr: (cst.BitAnd,),
}
OTHER_ASSIGNMENTS: dict[type[cst.BaseAugOp], type[cst.BaseAugOp]] = {
    cst.AddAssign: cst.SubtractAssign,
    cst.SubtractAssign: cst.AddAssign,
    cst.MultiplyAssign: cst.DivideAssign,
    cst.DivideAssign: cst.MultiplyAssign,
}
COMMUTATIVE = (cst.Add, cst.Multiply, cst.BitAnd, cst.BitOr, cst.BitXor)


def other_operator(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """a + b → a - b, a // b → a / b and its ceiling, a += b → a -= b and a = b."""
    if isinstance(node, cst.BinaryOperation):
        for kind in OTHER_OPERATORS.get(type(node.operator), ()):
            yield node.with_changes(operator=kind())
        if isinstance(node.operator, cst.FloorDivide):
            yield _ceiling(node)
    elif isinstance(node, cst.AugAssign):
        if other := OTHER_ASSIGNMENTS.get(type(node.operator)):
            yield node.with_changes(operator=other())
        yield cst.Assign([cst.AssignTarget(node.target)], node.value)


def _ceiling(node: cst.BinaryOperation) -> cst.BaseExpression:
    """-(-a // b)"""
    floor = node.with_changes(
        left=cst.UnaryOperation(cst.Minus(), node.left), lpar=[cst.LeftParen()], rpar=[cst.RightParen()]
    )
    return cst.UnaryOperation(cst.Minus(), floor, lpar=node.lpar, rpar=node.rpar)


def dropped_operand(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """a + b → a and b; among them the maximum that a stable softmax subtracts."""
    if isinstance(node, cst.BinaryOperation):
        yield node.left
        yield node.right


def swapped_operands(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """a - b → b - a, and so for every operator whose order counts."""
    if isinstance(node, cst.BinaryOperation) and not isinstance(node.operator, COMMUTATIVE):
        yield node.with_changes(left=node.right, right=node.left)


def dropped_sign(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """-a → a."""
    if _is_minus(node):
        yield node.expression


def _is_minus(node: cst.CSTNode) -> TypeGuard[cst.UnaryOperation]:
    return isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus)


def other_number(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """n → n ± 1 (so -1 → 0 and -2), and for floats their double and 0."""
    if isinstance(node, cst.Integer):
        yield cst.Integer(str(node.evaluated_value + 1))
        if node.evaluated_value > (1 if _is_minus(path[-1]) else 0):
            yield cst.Integer(str(node.evaluated_value - 1))
    elif _is_minus(node) and isinstance(node.expression, cst.Integer) and node.expression.evaluated_value == 1:
        yield cst.Integer("0")
    elif isinstance(node, cst.Float):
        value = float(node.evaluated_value)
        yield cst.Float(repr(2 * value if value else 1.0))
        if value:
            yield cst.Float("0.0")


def other_truth(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """True → False, False → True."""
    if isinstance(node, cst.Name) and node.value in ("True", "False"):
        yield node.with_changes(value="False" if node.value == "True" else "True")
