"""What the numbers of an answer hardly show: arguments changed in place, gradients cut off, digits lost."""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

IN_PLACE: dict[type[cst.BaseBinaryOp], str] = {
    cst.Add: "add_",
    cst.Subtract: "sub_",
    cst.Multiply: "mul_",
    cst.Divide: "div_",
}
METHODS = ("abs", "add", "clamp", "cumsum", "div", "exp", "log", "masked_fill", "mul", "neg", "pow", "relu",
           "scatter_add", "sigmoid", "sqrt", "sub", "tanh", "transpose")  # fmt: skip


def in_place(node: cst.CSTNode, parent: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """x + y → x.add_(y), x.clamp(…) → x.clamp_(…), where x is a parameter: the caller's tensor."""
    if not isinstance(node, cst.FunctionDef):
        return
    names = _tensors(node)
    for old in m.findall(node.body, m.BinaryOperation(left=m.Name()) | m.Call(func=m.Attribute(value=m.Name()))):
        new = _written(old, names)
        if new is not None:
            changed = node.body.deep_replace(old, new)
            yield node.with_changes(body=changed)


def _tensors(function: cst.FunctionDef) -> set[str]:
    """The names of the parameters that may be tensors."""
    params = *function.params.params, *function.params.kwonly_params
    return {param.name.value for param in params if _may_be_tensor(param)}


def _may_be_tensor(param: cst.Param) -> bool:
    """True unless its annotation says otherwise, or it is self."""
    if param.annotation is None:
        return param.name.value != "self"
    return bool(m.findall(param.annotation, m.Name("Tensor")))


def _written(node: cst.CSTNode, names: set[str]) -> cst.CSTNode | None:
    """The same with its result written to the parameter that it starts with; None if it starts with none."""
    match node:
        case cst.BinaryOperation(left=cst.Name(value=name)) if name in names and type(node.operator) in IN_PLACE:
            method = cst.Attribute(node.left, cst.Name(IN_PLACE[type(node.operator)]))
            return cst.Call(method, [cst.Arg(node.right)])
        case cst.Call(func=cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value=method))) if (
            name in names and method in METHODS
        ):
            return node.with_changes(func=node.func.with_changes(attr=cst.Name(f"{method}_")))
    return None


def detached(node: cst.CSTNode, parent: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """y = f(x) → y = f(x).detach(), where autograd runs through the function: it calls backward, or is a forward."""
    if not isinstance(node, cst.FunctionDef):
        return
    backward = m.Call(func=m.Attribute(attr=m.Name("backward") | m.Name("grad")))
    if node.name.value != "forward" and not m.findall(node.body, backward):
        return
    for old in m.findall(node.body, m.Assign(value=m.Call()) | m.Return(value=m.Call())):
        assert isinstance(old, (cst.Assign, cst.Return)) and old.value is not None
        cut = cst.Call(cst.Attribute(old.value, cst.Name("detach")))
        yield node.with_changes(body=node.body.deep_replace(old, old.with_changes(value=cut)))


def through_float32(node: cst.CSTNode, parent: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """y = f(x) → y = f(x).float(), for what is computed in a function that takes tensors."""
    if not isinstance(node, cst.FunctionDef) or not _tensors(node):
        return
    computed = m.BinaryOperation() | m.Call()
    for old in m.findall(node.body, m.Assign(value=computed) | m.Return(value=computed)):
        assert isinstance(old, (cst.Assign, cst.Return)) and old.value is not None
        rounded = cst.Call(cst.Attribute(_closed(old.value), cst.Name("float")))
        yield node.with_changes(body=node.body.deep_replace(old, old.with_changes(value=rounded)))


def _closed(value: cst.BaseExpression) -> cst.BaseExpression:
    """In parentheses, unless it is a call."""
    if isinstance(value, cst.Call) or value.lpar:
        return value
    return value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
