"""Who evaluates the function near the arguments: this process, or another one in a single request."""

import copy
import warnings
from collections.abc import Callable, Sequence
from typing import Protocol

import torch
from torch import Tensor

Function = Callable[..., Tensor | tuple[Tensor, ...]]


class Evaluator(Protocol):
    """Who evaluates f near the arguments. f may live in another process: each call is then one request."""

    def evaluate(self, argnum: int, points: Tensor) -> tuple[Tensor, ...]:
        """All outputs of f at many points that differ in one argument.

        Args:
            argnum: which argument is varied; the others are as given.
            points: (P, *shape of that argument), float64. Must stay as it is.

        Returns:
            For every output of f a stack (P, *shape of that output).
        """
        ...


class LocalEvaluator:
    """Evaluates f in this process: by `torch.func.vmap` where f allows it, else in a loop.

    f gets copies only, and each evaluation finds the generators among the arguments as they were. `vmap` refuses
    functions that branch on values or call `.item()`. Those, and any whose batched result differs from the plain one,
    are evaluated point by point.
    """

    def __init__(self, f: Function, at: Sequence[object]) -> None:
        self._f, self._at = f, [_fresh(value) for value in at]
        self._batchable: dict[int, bool] = {}  # what is known of each argument

    def evaluate(self, argnum: int, points: Tensor) -> tuple[Tensor, ...]:
        """As the protocol says. Raises what f raises, and TypeError if f returns anything but tensors."""
        if len(points) > 1 and self._batchable.get(argnum, True):
            outputs = self._batched(argnum, points)
            if argnum not in self._batchable:
                plain = self._call(argnum, points[-1])
                self._batchable[argnum] = outputs is not None and _same_but_for_rounding(outputs, plain)
            if outputs is not None and self._batchable[argnum]:
                return outputs
        rows = [self._call(argnum, point) for point in points]
        return tuple(torch.stack(output) for output in zip(*rows, strict=True))

    def _batched(self, argnum: int, points: Tensor) -> tuple[Tensor, ...] | None:
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", message="There is a performance drop")
                outputs: tuple[Tensor, ...] = torch.func.vmap(lambda point: self._call(argnum, point))(points)
        except Exception:  # vmap's or f's own: the loop will tell
            return None
        return outputs

    def _call(self, argnum: int, point: Tensor) -> tuple[Tensor, ...]:
        arguments = [_fresh(value) for value in self._at]
        arguments[argnum] = point.clone()
        returned = self._f(*arguments)
        outputs = tuple(returned) if isinstance(returned, tuple | list) else (returned,)
        for output in outputs:
            if not isinstance(output, Tensor):
                raise TypeError(f"the function must return a tensor or a tuple of tensors, not {type(output).__name__}")
        return tuple(output.detach() for output in outputs)


def evaluator_for(f: Function | None, at: Sequence[object], evaluator: Evaluator | None) -> Evaluator:
    if evaluator is not None:
        return evaluator
    if f is None:
        raise TypeError("give the function or an evaluator")
    return LocalEvaluator(f, at)


def _fresh(value: object) -> object:
    """A copy that f may change."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    if isinstance(value, torch.Generator):
        return torch.Generator(value.device).set_state(value.get_state())
    return copy.deepcopy(value) if isinstance(value, list | dict) else value


def _same_but_for_rounding(batched: tuple[Tensor, ...], plain: tuple[Tensor, ...]) -> bool:
    """True if the last of the batched results is the plain one."""
    return len(batched) == len(plain) and all(_close(b[-1], p) for b, p in zip(batched, plain, strict=True))


def _close(a: Tensor, b: Tensor) -> bool:
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    if not a.is_floating_point():
        return torch.equal(a, b)
    size = float(b.nan_to_num(0.0, 0.0, 0.0).abs().max()) if b.numel() else 0.0
    return torch.allclose(a, b, rtol=0.0, atol=1e4 * torch.finfo(b.dtype).eps * size, equal_nan=True)
