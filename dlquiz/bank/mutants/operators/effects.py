"""What the numbers of an answer hardly show: arguments changed in place, gradients cut off, digits lost."""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from dlquiz.bank.mutants.operators.path import Path, function_of

IN_PLACE: dict[type[cst.BaseBinaryOp], str] = {
    cst.Add: "add_",
    cst.Subtract: "sub_",
    cst.Multiply: "mul_",
    cst.Divide: "div_",
}
METHODS = ("abs", "add", "clamp", "cumsum", "div", "exp", "log", "masked_fill", "mul", "neg", "pow", "relu",
           "scatter_add", "sigmoid", "sqrt", "sub", "tanh", "transpose")  # fmt: skip
BACKWARD = m.Call(func=m.Attribute(attr=m.Name("backward") | m.Name("grad")))


def in_place(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """x + y → x.add_(y), x.clamp(…) → x.clamp_(…), where x is a parameter: the caller's tensor."""
    names = _tensors(path)
    match node:
        case cst.BinaryOperation(left=cst.Name(value=name)) if name in names and type(node.operator) in IN_PLACE:
            method = cst.Attribute(node.left, cst.Name(IN_PLACE[type(node.operator)]))
            yield cst.Call(method, [cst.Arg(node.right)])
        case cst.Call(func=cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value=method_name))) if (
            name in names and method_name in METHODS
        ):
            yield node.with_changes(func=node.func.with_changes(attr=cst.Name(f"{method_name}_")))


def _tensors(path: Path) -> set[str]:
    """The names of the function's parameters that may be tensors."""
    function = function_of(path)
    params = (*function.params.params, *function.params.kwonly_params) if function else ()
    return {param.name.value for param in params if _may_be_tensor(param)}


def _may_be_tensor(param: cst.Param) -> bool:
    """True unless its annotation says otherwise, or it is self."""
    if param.annotation is None:
        return param.name.value != "self"
    return bool(m.findall(param.annotation, m.Name("Tensor")))


def detached(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """y = f(x) → y = f(x).detach(), where autograd runs through the function: it calls backward, or is a forward."""
    function = function_of(path)
    if not isinstance(node, (cst.Assign, cst.Return)) or not isinstance(node.value, cst.Call) or function is None:
        return
    if function.name.value == "forward" or m.findall(function.body, BACKWARD):
        yield node.with_changes(value=cst.Call(cst.Attribute(node.value, cst.Name("detach"))))


def through_float32(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """y = f(x) → y = f(x).float(), for what is computed in a function that takes tensors."""
    if not isinstance(node, (cst.Assign, cst.Return)) or not _tensors(path):
        return
    if isinstance(node.value, (cst.BinaryOperation, cst.Call)):
        yield node.with_changes(value=cst.Call(cst.Attribute(_closed(node.value), cst.Name("float"))))


def _closed(value: cst.BaseExpression) -> cst.BaseExpression:
    """In parentheses, unless it is a call."""
    if isinstance(value, cst.Call) or value.lpar:
        return value
    return value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
