"""Calls: dropped, with other arguments, or to a function that is easily taken for the right one.

What only names a device is left alone: mutants run on the CPU, where it changes nothing.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from dlquiz.bank.mutants.operators.path import Path

MODULES = ("F", "functools", "itertools", "math", "nn", "np", "torch")  # `math.sqrt(x)` without its call is x, not math
TWINS = (  # reductions, and what else is mixed up, either way
    ("sum", "mean"), ("max", "min"), ("amax", "amin"), ("maximum", "minimum"), ("argmax", "argmin"), ("any", "all"),
    ("var", "std"), ("cumsum", "cumprod"), ("softmax", "log_softmax"), ("triu", "tril"), ("floor", "ceil"),
    ("zeros", "ones"), ("zeros_like", "ones_like"), ("new_zeros", "new_ones"), ("rand", "randn"), ("sin", "cos"),
    ("sinh", "cosh"), ("tanh", "sigmoid"), ("log", "log1p"), ("exp", "expm1"),
)  # fmt: skip
SYMMETRIC = ("max", "maximum", "min", "minimum", "swapaxes", "transpose")  # the order of the arguments is nothing
BUILTIN = ("max", "min", "any", "all")
SPREADS = ("var", "std")
TO_DEVICE = m.Call(m.Attribute(attr=m.Name("to")), [m.Arg(m.Attribute(attr=m.Name("device")))])


def _name(call: cst.Call) -> str:
    """The last name of what is called: "sum" of `x.sum(0)`."""
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value
    return call.func.value if isinstance(call.func, cst.Name) else ""


def twin_function(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """x.sum() → x.mean(), max → min, triu → tril, ..."""
    if not isinstance(node, cst.Call):
        return
    name = _name(node)
    for other in [*(b for a, b in TWINS if a == name), *(a for a, b in TWINS if b == name)]:
        if isinstance(node.func, cst.Attribute):
            yield node.with_changes(func=node.func.with_changes(attr=cst.Name(other)))
        elif name in BUILTIN:
            yield node.with_changes(func=cst.Name(other))


def biased(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """x.var() → x.var(correction=0); where a correction is given, it is dropped as any argument."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and _name(node) in SPREADS:
        keywords = {arg.keyword.value for arg in node.args if arg.keyword}
        if not keywords & {"correction", "unbiased"}:
            yield node.with_changes(args=[*node.args, _keyword("correction", "0")])


def _keyword(name: str, value: str) -> cst.Arg:
    bare = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return cst.Arg(cst.parse_expression(value), keyword=cst.Name(name), equal=bare)


def dropped_call(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """x.exp() → x, math.sqrt(x) → x, float(x) → x. A call that is a statement of its own is removed as a statement."""
    if not isinstance(node, cst.Call) or isinstance(path[-1], cst.Expr) or m.matches(node, TO_DEVICE):
        return
    if isinstance(node.func, cst.Attribute) and not _is_module(node.func.value):
        yield node.func.value
    elif node.args and not node.args[0].star and node.args[0].keyword is None:
        yield node.args[0].value


def _is_module(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Attribute):
        return _is_module(node.value)
    return isinstance(node, cst.Name) and node.value in MODULES


def swapped_arguments(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """f(a, b) → f(b, a), for each two neighbours."""
    if not isinstance(node, cst.Call) or _name(node) in SYMMETRIC:
        return
    args = list(node.args)
    for i in range(len(args) - 1):
        if not (_named(args[i]) or _named(args[i + 1])):
            swapped = [args[i].with_changes(value=args[i + 1].value), args[i + 1].with_changes(value=args[i].value)]
            yield node.with_changes(args=[*args[:i], *swapped, *args[i + 2 :]])


def dropped_argument(node: cst.CSTNode, path: Path) -> Iterator[cst.CSTNode]:
    """f(x, dim=0) → f(x), for each named argument; f(a, b) → f(a)."""
    if not isinstance(node, cst.Call):
        return
    args = list(node.args)
    positional = [i for i, arg in enumerate(args) if not _named(arg)]
    named = [i for i, arg in enumerate(args) if arg.keyword is not None and arg.keyword.value != "device"]
    for i in [*named, *positional[1:][-1:]]:
        yield node.with_changes(args=_without(args, i))


def _named(arg: cst.Arg) -> bool:
    """True also for *args and **kwargs, which have no place of their own either."""
    return arg.keyword is not None or bool(arg.star)


def _without(args: list[cst.Arg], index: int) -> list[cst.Arg]:
    rest = [*args[:index], *args[index + 1 :]]
    return [*rest[:-1], rest[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)] if rest else []
