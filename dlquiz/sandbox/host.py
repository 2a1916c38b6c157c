"""Who executes calls: a module and the objects that it made.

The same host serves the learner's file in the sandbox and, in the judge, the reference and the known mistakes. It is
asked by name (`request`) and answers with values; what is no plain value stays here and travels as a handle.
"""

import functools
import inspect
import linecache
import math
import operator
import random
import sys
import types
import warnings
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from types import CodeType, TracebackType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dlquiz.sandbox.intermediates import intermediates
from dlquiz.sandbox.recorder import Recorder
from dlquiz.sandbox.values import tensors_in
from dlquiz.sandbox.words import variables

MAX_HANDLES = 10_000
MAX_FRAMES = 8
TEXT = 2000  # characters of an exception's text that are kept
HERE = 80  # of an expression that raised, and of a variable in it

NAMES = "add sub mul truediv floordiv mod pow matmul neg pos abs getitem"
OPERATORS: dict[str, Callable[..., Any]] = {
    **{name: getattr(operator, name) for name in NAMES.split()},
    **{kind.__name__: kind for kind in (float, int)},
    "len": len,
    "iter": iter,
}


class MissingEntry(Exception):
    """The submission has no callable of the name that was asked for."""


class Bound:
    """Answer to `get` for something callable: the far side keeps (object, name) and calls it by that."""


BOUND = Bound()


class Host:
    """A loaded module, its live objects, and the operations on them."""

    def __init__(self, filename: str, name: str) -> None:
        self.filename = filename
        self.module = types.ModuleType(name)
        self.handles: dict[int, Any] = {}
        self.generators: dict[int, torch.Generator] = {}
        self.recorder: Recorder | None = None
        self.autograd = True  # False where the lesson is to write a backward by hand
        self._next = 0

    def listen(self, forbids: Sequence[str], operators: bool) -> None:
        """From now on forbidden functions are recorded, and `operators` beneath them; nothing if none is forbidden."""
        self.recorder = Recorder(forbids, self.filename, operators=operators) if forbids else None

    def load(self, text: str) -> None:
        """Runs the file. Whatever it raises goes to the caller."""
        lines = text.splitlines(keepends=True)
        linecache.cache[self.filename] = (len(text), None, lines, self.filename)  # tracebacks show the source
        self.module.__file__ = self.filename
        sys.modules[self.module.__name__] = self.module  # dataclasses and typing look their module up
        exec(compiled(text, self.filename), self.module.__dict__)

    def begin(self, seed: int) -> None:
        """A check begins: nothing of the last one is left, and every global generator has the check's seed."""
        self.handles.clear()
        self.generators.clear()
        self._next = 0
        torch.default_generator.manual_seed(seed)  # torch.manual_seed formats a stack trace each time
        if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
            torch.cuda.manual_seed_all(seed)
        np.random.seed(seed % 2**32)
        random.seed(seed)

    def keep(self, value: Any) -> list[Any]:
        """Keeps an object that is no plain value; returns its tag for the wire."""
        if isinstance(value, Bound):
            return ["m"]
        if len(self.handles) >= MAX_HANDLES:
            raise RuntimeError(f"more than {MAX_HANDLES} objects handed out in one check")
        self._next += 1
        self.handles[self._next] = value
        return ["h", self._next, type(value).__name__[:80]]

    def execute(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """One request. `target` is a handle (0: the module), `name` an attribute, an operator or a helper's source."""
        if op == "heard":
            return self.recorder.found() if self.recorder else []
        with self.recorder or nullcontext(), nullcontext() if self.autograd else torch.no_grad():
            return self._execute(op, target, name, args, kwargs)

    def _execute(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        match op:
            case "call":
                return self._find(target, name)(*args, **kwargs)
            case "get":
                value = getattr(self.handles[target], name)
                return BOUND if callable(value) else value
            case "has":
                return callable(getattr(self.module, name, None))
            case "op":
                return OPERATORS[name](*args)
            case "next":
                return [item for _, item in zip(range(name), self.handles[target], strict=False)]
            case "there":
                return self._helper(name)(self.module, *args, **kwargs)
            case "vjp":
                return vector_jacobian(self._find(target, name), args[:-1], args[-1])
            case "intermediates":
                return intermediates(self._find(target, name), args, kwargs)
            case "defaults":
                return defaults(self._find(target, name))
            case "echo":
                return self._echo(self._find(target, name), args, kwargs)
            case "evaluate":
                return evaluate_stacked(self._find(target, name), args, kwargs["argnum"])
        raise ValueError(f"unknown request {op!r}")

    def _find(self, target: int, name: str | None) -> Callable[..., Any]:
        if target:
            owner = self.handles[target]
            found = getattr(owner, name) if name else owner
        else:
            found = getattr(self.module, str(name), None)
            if not callable(found):
                raise MissingEntry(str(name))
        return found  # type: ignore[no-any-return]

    def _helper(self, source: str) -> Callable[..., Any]:
        """A function of checks.py, compiled here so that it runs beside the module: one round trip, many calls."""
        space: dict[str, Any] = {"torch": torch, "math": math, "__name__": "helper"}
        exec(compiled_helper(source), space)
        return next(value for value in reversed(space.values()) if inspect.isfunction(value))

    @staticmethod
    def _echo(call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Calls, then returns the arguments as they are now, and how often each tensor in them was written to."""
        tensors = list(tensors_in((*args, *kwargs.values())))
        before = [tensor._version for tensor in tensors]
        call(*args, **kwargs)
        written = [tensor._version - version for tensor, version in zip(tensors, before, strict=True)]
        values = [value for value in (*args, *kwargs.values()) if not callable(value)]
        return [value for value in values if not isinstance(value, torch.Generator)], written


@functools.lru_cache(maxsize=1024)
def compiled(text: str, filename: str) -> CodeType:
    """The code of a file. A judge compiles a mistake once for many jobs."""
    return compile(text, filename, "exec")


@functools.lru_cache(maxsize=64)
def compiled_helper(source: str) -> CodeType:
    """The code of a helper of checks.py."""
    return compile("from __future__ import annotations\n" + source, "checks.py", "exec")


def vector_jacobian(call: Callable[..., Any], args: tuple[Any, ...], cotangent: Any) -> tuple[Tensor | None, ...]:
    """The gradients of <cotangent, call(*args)> for every floating tensor among `args`, by autograd through `call`."""
    inputs = [
        value.detach().clone().requires_grad_() if isinstance(value, Tensor) and value.is_floating_point() else value
        for value in args
    ]
    wanted = [value for value in inputs if isinstance(value, Tensor) and value.requires_grad]
    output = call(*inputs)
    outputs, cotangents = (output, cotangent) if isinstance(output, (tuple, list)) else ([output], [cotangent])
    pairs = [(out, co) for out, co in zip(outputs, cotangents, strict=True) if out.requires_grad]
    if not pairs:
        return tuple(None for _ in wanted)
    found = torch.autograd.grad([out for out, _ in pairs], wanted, [co for _, co in pairs], allow_unused=True)
    return tuple(found)


def defaults(call: Callable[..., Any]) -> dict[str, Any]:
    """The default values of a function's parameters that are numbers, or tuples of them."""
    values = {name: parameter.default for name, parameter in inspect.signature(call).parameters.items()}
    numbers = (int, float)
    return {
        name: value
        for name, value in values.items()
        if type(value) in (bool, *numbers) or (type(value) is tuple and all(type(part) in numbers for part in value))
    }


def evaluate_stacked(call: Callable[..., Any], args: tuple[Any, ...], argnum: int) -> tuple[Tensor, ...]:
    """`call` at many points: argument `argnum` carries a leading dimension of points, and so do the results.

    Uses torch.func.vmap where the function allows it, one call a point where not; each call gets copies.
    """

    def at(point: Tensor) -> tuple[Tensor, ...]:
        copies = [value.clone() if isinstance(value, Tensor) else value for value in args]
        copies[argnum] = point.clone()
        output = call(*copies)
        return tuple(part.detach() for part in (output if isinstance(output, (tuple, list)) else (output,)))

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return torch.func.vmap(at, randomness="same")(args[argnum])
    except Exception:  # vmap refuses branches on values and .item()
        return tuple(torch.stack(part) for part in zip(*map(at, args[argnum]), strict=True))


def describe_failure(error: BaseException, filename: str) -> dict[str, Any]:
    """What a person needs of an exception: type, text, and the lines of `filename` that it passed through."""
    frames: list[tuple[int, str]] = []
    innermost_is_own, own = False, None
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        innermost_is_own = code.co_filename == filename
        if innermost_is_own:
            frames.append((trace.tb_lineno, code.co_name))
            own = trace
        trace = trace.tb_next
    if len(frames) > MAX_FRAMES:  # recursion: the first and the last tell the story
        frames = frames[: MAX_FRAMES // 2] + frames[-MAX_FRAMES // 2 :]
    if isinstance(error, SyntaxError) and error.filename == filename:
        frames = [(error.lineno or 0, "<module>")]
    shown: list[list[Any]] = [
        [line, name[:80], linecache.getline(filename, line).strip()[:200]] for line, name in frames
    ]
    if shown and isinstance(error, SyntaxError) and error.filename == filename:
        shown[-1][2] += _caret(error, linecache.getline(filename, error.lineno or 0))
    return {
        "type": type(error).__name__[:80],
        "bases": [base.__name__[:80] for base in type(error).__mro__ if base.__module__ == "builtins"][:10],
        "text": text_of(error),
        "frames": shown,
        "own": innermost_is_own,
        "here": _here(own, filename),
    }


def _here(own: TracebackType | None, filename: str) -> list[str]:
    """The expression that raised, then its variables in short; [] where that can't be said."""
    if own is None:
        return []
    try:
        expression, found = variables(own, linecache.getlines(filename))
    except (Exception, SystemExit, KeyboardInterrupt):  # of the submission's own objects
        return []
    return [expression[:HERE], *(text[:HERE] for text in found)] if found else []


def _caret(error: SyntaxError, source: str) -> str:
    """A second line that points at the column of a syntax error, under the stripped source line."""
    column = (error.offset or 0) - 1 - (len(source) - len(source.lstrip()))
    return "\n" + " " * column + "^" if 0 <= column < TEXT else ""


def text_of(error: BaseException) -> str:
    """The text of an exception, bounded, whatever its own __str__ does."""
    if isinstance(error, SyntaxError):
        return str(error.msg)[:TEXT]
    try:
        return str(error)[:TEXT]
    except BaseException:
        return "(its text can't be shown)"
