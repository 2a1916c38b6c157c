"""The families of mutation operators, each a mistake that people make.

An operator takes a node of the syntax tree and the nodes above it, and yields what may stand in the node's place.
"""

from collections.abc import Callable, Iterator

import libcst as cst

from dlquiz.bank.mutants.operators import calls, effects, logic, numbers, places, statements
from dlquiz.bank.mutants.operators.path import Path

Operator = Callable[[cst.CSTNode, Path], Iterator[cst.CSTNode]]

OPERATORS: dict[str, tuple[Operator, ...]] = {
    "arithmetic": (numbers.other_operator,),
    "dropped term": (numbers.dropped_operand,),
    "sign": (numbers.dropped_sign,),
    "constant": (numbers.other_number, numbers.other_truth),
    "comparison": (logic.other_comparison,),
    "condition": (logic.other_condition, logic.fixed_condition, logic.dropped_filter),
    "swapped": (numbers.swapped_operands, calls.swapped_arguments, places.swapped_items),
    "reduction": (calls.twin_function, calls.biased),
    "dropped call": (calls.dropped_call, places.dropped_transpose),
    "dropped argument": (calls.dropped_argument,),
    "off by one": (places.other_range, places.other_slice),
    "statement": (statements.removed, statements.entered_anyway),
    "in place": (effects.in_place,),
    "detached": (effects.detached,),
    "float32": (effects.through_float32,),
}
