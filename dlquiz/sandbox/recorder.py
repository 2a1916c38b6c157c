"""Sees forbidden operators while the submission runs: those that no search in its text finds.

Listens to every call of torch's Python interface, by its public name, also through an alias, `getattr` or `torch._C`.
A hit proves; silence doesn't: the submission shares this process and may switch the listener off. The operators beneath
(ATen, `TorchDispatchMode`) are not listened to: the first one costs a second, for sympy.
"""

import linecache
import sys
from collections.abc import Callable, Sequence
from types import CodeType, FrameType
from typing import Any

from torch.overrides import TorchFunctionMode, resolve_name

# Frames that only pass a call on. A library function that itself uses a forbidden one is none of these: calling it is
# allowed unless it is forbidden by its own name.
PASSING_ON = (
    "torch.overrides", "torch._functorch", "torch.func", "torch._ops", "torch.utils", "torch._jit_internal",
    "functools",
)  # fmt: skip


class Recorder(TorchFunctionMode):
    """Listens while it is entered; `hits` holds (name, line) of each forbidden call made by the file `filename`."""

    def __init__(self, forbids: Sequence[str], filename: str) -> None:
        super().__init__()
        self.forbids, self.filename = tuple(forbids), filename
        self.last_names = {last_part(name) for name in forbids}
        self.hits: dict[tuple[str, int], None] = {}

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Every call of torch comes by here."""
        name = public_name(func)
        if self._forbidden(name):
            line = own_line(sys._getframe(1), self.filename, getattr(func, "__code__", None))
            if line:
                self.hits[name, line] = None
        return func(*args, **(kwargs or {}))

    def _forbidden(self, name: str) -> bool:
        if name.startswith(("aten.", "torch._")):  # a spelling of its own: only the operator's name is public
            return last_part(name) in self.last_names
        return any(name == rule or name.startswith(rule + ".") for rule in self.forbids)

    def found(self) -> list[list[Any]]:
        """[name, line, source line] of each hit."""
        return [[name, line, linecache.getline(self.filename, line).strip()[:200]] for name, line in self.hits]


def public_name(func: Callable[..., Any]) -> str:
    """The name under which people know a function: `torch.nn.functional.softmax`, `torch.Tensor.softmax`."""
    name = resolve_name(func) or f"{getattr(func, '__module__', '')}.{getattr(func, '__qualname__', '')}"
    return str(name).replace("._VariableFunctionsClass.", ".")


def last_part(name: str) -> str:
    """`softmax` of `torch.softmax`, `aten.softmax.int` and `torch._softmax`."""
    parts = name.split(".")
    part = parts[1] if parts[0] == "aten" and len(parts) > 1 else parts[-1]
    return part.strip("_").lower()


def own_line(frame: FrameType | None, filename: str, callee: CodeType | None) -> int:
    """The line of `filename` that made a call, directly or through frames that only pass it on; else 0."""
    while frame is not None:
        if frame.f_code.co_filename == filename:
            return frame.f_lineno
        module = str(frame.f_globals.get("__name__", ""))
        if not module.startswith(PASSING_ON) and module != __name__ and frame.f_code is not callee:
            return 0
        frame = frame.f_back
    return 0
