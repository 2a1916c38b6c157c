"""Sees forbidden operators while the submission runs: those that no search in its text finds.

Two listeners. The first hears every call of torch's Python interface, by its public name, also through an alias,
`getattr` or `torch._C`. The second hears the operators beneath (ATen), and counts one only if it was called directly,
past the first; where it can't be there (it keeps subclasses of Tensor from being made), the first listens alone.
A hit proves; silence doesn't: the submission shares this process and may switch both off.
"""

import functools
import linecache
import sys
from collections.abc import Callable, Sequence
from types import CodeType, FrameType
from typing import Any

from torch.overrides import TorchFunctionMode, resolve_name
from torch.utils._python_dispatch import TorchDispatchMode

# Frames that only pass a call on. A library function that itself uses a forbidden one is none of these: calling it is
# allowed unless it is forbidden by its own name.
PASSING_ON = (
    *("torch.overrides", "torch._functorch", "torch.func", "torch._ops", "torch.utils", "torch._jit_internal"),
    *("torch._dynamo", "torch._compile", "functools"),
)


class Recorder(TorchFunctionMode):
    """Listens while it is entered; `hits` holds (name, line) of each forbidden call made by the file `filename`."""

    def __init__(self, forbids: Sequence[str], filename: str, *, operators: bool = True) -> None:
        super().__init__()
        self.forbids, self.filename = tuple(forbids), filename
        self.last_names = {spelled_part(name).strip("_").lower() for name in forbids}
        self.hits: dict[tuple[str, int], None] = {}
        self.inside = 0  # calls of the Python interface that are under way
        self.operators = Operators(self) if operators else None

    def __enter__(self) -> "Recorder":
        super().__enter__()  # type: ignore[no-untyped-call]
        if self.operators:
            self.operators.__enter__()  # type: ignore[no-untyped-call]
        return self

    def __exit__(self, *error: Any) -> None:
        if self.operators:
            self.operators.__exit__(*error)  # type: ignore[no-untyped-call]
        super().__exit__(*error)  # type: ignore[no-untyped-call]

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Every call of torch comes by here."""
        self.hear(public_name(func), getattr(func, "__code__", None))
        self.inside += 1
        try:
            return func(*args, **(kwargs or {}))
        finally:
            self.inside -= 1

    def hear(self, name: str, callee: CodeType | None) -> None:
        """Counts a call, made two frames up, if it is forbidden and the submission made it."""
        if self._forbidden(name):
            line = own_line(sys._getframe(2), self.filename, callee)
            if line:
                self.hits[name, line] = None

    def _forbidden(self, name: str) -> bool:
        if name.startswith(("aten.", "torch._")):  # a spelling of its own: only the operator's name is public
            spelled = spelled_part(name)
            operator = spelled.strip("_").lower()
            while spelled.startswith("_") and operator not in self.last_names and "_" in operator:
                operator = operator.rpartition("_")[0]  # a private name may go on: _softmax_backward_data
            return operator in self.last_names
        return any(name == rule or name.startswith(rule + ".") for rule in self.forbids)

    def found(self) -> list[list[Any]]:
        """[name, line, source line] of each hit."""
        return [[name, line, linecache.getline(self.filename, line).strip()[:200]] for name, line in self.hits]


class Operators(TorchDispatchMode):
    """The second listener."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.recorder = recorder

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Else torch imports its compiler for the first operator, to keep it away from here: two seconds."""
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Every operator comes by here."""
        if not self.recorder.inside:
            self.recorder.hear(func._schema.name.replace("::", "."), None)
        return func(*args, **(kwargs or {}))


@functools.lru_cache(maxsize=4096)
def public_name(func: Callable[..., Any]) -> str:
    """The name under which people know a function: `torch.nn.functional.softmax`, `torch.Tensor.softmax`."""
    name = resolve_name(func) or f"{getattr(func, '__module__', '')}.{getattr(func, '__qualname__', '')}"
    return str(name).replace("._VariableFunctionsClass.", ".")


def spelled_part(name: str) -> str:
    """The operator's own name: `softmax` of `torch.softmax` and `aten.softmax.int`, `_softmax` of `torch._softmax`."""
    parts = name.split(".")
    return parts[1] if parts[0] == "aten" and len(parts) > 1 else parts[-1]


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
