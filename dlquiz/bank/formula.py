"""Formulas of quiz items: arithmetic over numbers that are drawn, such as `(size + 2 * p - k) // s + 1`."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

Number = int | float

OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.And: lambda *values: all(values),
    ast.Or: lambda *values: any(values),
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "ceil": math.ceil,
    "exp": math.exp,
    "log": math.log,
    "max": max,
    "min": min,
    "sqrt": math.sqrt,
}


def evaluate(formula: str, values: Mapping[str, Number]) -> Number:
    """The value of a formula.

    Args:
        formula: numbers, the names in `values`, `+ - * / // % **`, comparisons, `and`, `or`, and `FUNCTIONS`.

    Raises:
        ValueError: the formula holds anything else, or has no value for these numbers (such as a division by zero).
    """
    try:
        result: Number = _value(ast.parse(formula, mode="eval").body, values)
    except SyntaxError:
        raise ValueError(f"`{formula}` is no formula") from None
    except ArithmeticError as error:
        raise ValueError(f"`{formula}` has no value here: {error}") from None
    return result


def _value(node: ast.expr, values: Mapping[str, Number]) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.Name(id=name):
            raise ValueError(f"`{name}` is not drawn")
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_value(left, values), _value(right, values))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values)
        case ast.BoolOp(op=op, values=parts):
            return OPERATORS[type(op)](*(_value(part, values) for part in parts))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*(_value(argument, values) for argument in arguments))
    raise ValueError(f"`{ast.unparse(node)}` is more than a formula holds")
