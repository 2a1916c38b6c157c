"""Text that the gate appends to a solution: its functions then give trivial answers, or right ones in another way.

Trivial ones must fail, right ones must pass. Neither names an operator of torch's, so that no exercise forbids them.
"""

from collections.abc import Sequence

TRIVIAL = ("zeros", "ones", "noise", "first_argument", "half_precision", "extra_dimension", "none")
RIGHT = ("odd_strides", "views", "other_order", "float64_inside", "numpy")
LAYOUT = ("odd_strides", "views", "numpy")  # those whose numbers are the solution's own, in every dtype

# What can't be varied (an object, an integer in half precision) raises, so that it is no answer at all.
_TRIVIAL = """

def _dlquiz_vary(function, kind):
    import torch

    def vary(value):
        if isinstance(value, torch.Tensor):
            if kind == "noise":
                return torch.randn(value.shape).to(value.dtype)
            if kind == "half_precision" and value.is_floating_point():
                return value.half()
            if kind == "extra_dimension":
                return value[None]
            if kind in ("zeros", "ones"):
                return torch.full_like(value, kind == "ones")
        elif isinstance(value, (tuple, list)) and value:
            return type(value)(map(vary, value))
        elif isinstance(value, dict) and value:
            return {key: vary(item) for key, item in value.items()}
        elif isinstance(value, (bool, int, float)) and kind in ("zeros", "ones", "noise"):
            return type(value)({"zeros": 0, "ones": 1, "noise": 12345}[kind])
        raise RuntimeError("this answer has no trivial variant")

    def trivial(*args, **kwargs):
        if kind == "none":
            return None
        if kind == "first_argument":
            return next(value for value in (*args, *kwargs.values()) if isinstance(value, torch.Tensor)).clone()
        try:
            result = function(*args, **kwargs)
        except Exception:
            return 0
        return vary(result)

    return trivial
"""

# odd_strides: what is returned lies in memory in an odd way; views: so do the arguments; other_order: sums and products
# of matrices add up from the other end; float64_inside: what comes in float32 is worked out in float64 and rounded at
# the end; numpy: what is returned has been a numpy array, in Fortran's order.
_RIGHT = """

def _dlquiz_vary(function, kind):
    import functools

    import torch
    from torch.overrides import TorchFunctionMode

    def strided(tensor):
        if not tensor.is_floating_point():
            return torch.stack((tensor, tensor), dim=-1)[..., 1]
        return torch.stack((tensor, torch.full_like(tensor, float("nan"))), dim=-1)[..., 0]

    def through_numpy(tensor):
        try:
            return torch.from_numpy(tensor.numpy().copy(order="F"))
        except (RuntimeError, TypeError):  # it carries a gradient, is one of many in a vmap, or not on the CPU
            return tensor

    def each(value, vary):
        if isinstance(value, torch.Tensor):
            return vary(value)
        if type(value) in (tuple, list):
            return type(value)(each(item, vary) for item in value)
        if type(value) is dict:
            return {key: each(item, vary) for key, item in value.items()}
        return value

    class OtherOrder(TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):
            kwargs = kwargs or {}
            name = getattr(function, "__name__", "")
            if name in ("matmul", "__matmul__", "mm", "bmm") and len(args) == 2 and args[0].dim() and args[1].dim():
                a, b = args
                return function(a.flip(-1), b.flip(-2 if b.dim() > 1 else 0), **kwargs)
            if name == "linear" and len(args) >= 2:
                return function(args[0].flip(-1), args[1].flip(-1), *args[2:], **kwargs)
            if name == "einsum" and isinstance(args[0], str) and "->" in args[0] and "." not in args[0]:
                inputs, output = args[0].replace(" ", "").split("->")
                operands = args[1] if isinstance(args[1], (list, tuple)) else args[1:]
                if not any(len(set(letters)) < len(letters) for letters in inputs.split(",")):
                    turned = [
                        operand.flip([i for i, letter in enumerate(letters) if letter not in output])
                        for letters, operand in zip(inputs.split(","), operands)
                    ]
                    return function(args[0], *turned, **kwargs)
            if name in ("sum", "mean", "logsumexp", "prod", "nansum") and isinstance(args[0], torch.Tensor):
                dims = args[1] if len(args) > 1 else kwargs.get("dim")
                if dims is None and len(args) == 1 and not kwargs:
                    return function(args[0].reshape(-1).flip(0))
                if isinstance(dims, (int, tuple, list)) and not isinstance(dims, bool) and args[0].dim():
                    dims = [dims] if isinstance(dims, int) else list(dims)
                    return function(args[0].flip(dims), *args[1:], **kwargs)
            return function(*args, **kwargs)

    @functools.wraps(function)
    def right(*args, **kwargs):
        if kind == "other_order":
            with OtherOrder():
                return function(*args, **kwargs)
        if kind == "views":
            return function(*each(args, strided), **each(kwargs, strided))
        if kind == "float64_inside":
            single = [False]
            if any(map(callable, (*args, *kwargs.values()))):  # it would see other dtypes
                return function(*args, **kwargs)

            def widen(tensor):
                single[0] = single[0] or tensor.dtype == torch.float32
                return tensor.double() if tensor.dtype == torch.float32 else tensor

            result = function(*each(args, widen), **each(kwargs, widen))
            if not single[0]:
                return result
            return each(result, lambda tensor: tensor.float() if tensor.dtype == torch.float64 else tensor)
        return each(function(*args, **kwargs), strided if kind == "odd_strides" else through_numpy)

    return right
"""

_EACH = """

for _dlquiz_name in {entries!r}:
    if not isinstance(globals()[_dlquiz_name], type):
        globals()[_dlquiz_name] = _dlquiz_vary(globals()[_dlquiz_name], {kind!r})
"""

_EACH_METHOD = """

for _dlquiz_name in {entries!r}:
    if isinstance(globals()[_dlquiz_name], type):
        for _dlquiz_method, _dlquiz_value in list(vars(globals()[_dlquiz_name]).items()):
            if callable(_dlquiz_value) and _dlquiz_method not in ("__init__", "__new__", "__repr__"):
                setattr(globals()[_dlquiz_name], _dlquiz_method, _dlquiz_vary(_dlquiz_value, {kind!r}))
"""


def trivial(solution: str, entries: Sequence[str], kind: str) -> str:
    """The solution with answers that nobody worked for; `kind` is one of TRIVIAL."""
    return solution + _TRIVIAL + (_EACH + _EACH_METHOD).format(entries=tuple(entries), kind=kind)


def right(solution: str, entries: Sequence[str], kind: str) -> str:
    """The solution with right answers that come about in another way; `kind` is one of RIGHT."""
    return solution + _RIGHT + _EACH.format(entries=tuple(entries), kind=kind)
