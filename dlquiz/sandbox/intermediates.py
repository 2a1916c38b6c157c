"""The intermediate values of one call: what operations of torch's return, and what its own variables hold."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

MOST = 200  # of each kind
MOST_NUMBERS = 4096  # of one result
LARGEST = 2**53  # of an int
WAYS_OUT = ("tolist", "numpy", "__array__", "item", "__iter__")  # of torch: what is made of these is not seen

Trace = Callable[[FrameType, str, Any], Any]


def intermediates(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[list[Any], bool]:
    """Calls the function and returns copies of its small values: at most MOST floating tensors, at most MOST numbers.

    Arrays of numpy's are tensors here. An exception ends the list. The second result is False if others may have been
    missed, in lists or for their number.
    """
    listener = Listener(getattr(getattr(function, "__code__", None), "co_filename", ""))
    before = sys.gettrace()
    try:
        sys.settrace(listener.enters)
        with listener:
            function(*args, **kwargs)
    except Exception:
        return listener.found()
    finally:
        sys.settrace(before)
    return listener.found()


class Listener(TorchFunctionMode):
    """Keeps what the operations return while it is entered, and the values that `enters`, a trace function, sees."""

    def __init__(self, filename: str) -> None:
        super().__init__()
        self.filename = filename
        self.tensors: list[Tensor] = []
        self.numbers: dict[float, None] = {}
        self.arrays: set[bytes] = set()
        self.left = False

    def found(self) -> tuple[list[Any], bool]:
        """Everything, tensors first, and whether it is everything."""
        complete = not self.left and max(len(self.tensors), len(self.numbers)) < MOST
        return [*self.tensors, *self.numbers], complete

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Every call of torch comes by here."""
        self.left |= getattr(func, "__name__", "") in WAYS_OUT
        result = func(*args, **(kwargs or {}))
        for value in result if isinstance(result, tuple) else (result,):
            if isinstance(value, Tensor):
                self._keep_tensor(value)
        return result

    def enters(self, frame: FrameType, event: str, _: Any) -> Trace | None:
        """Follows the functions of the file, and no others."""
        return self._steps if frame.f_code.co_filename == self.filename else None

    def _steps(self, frame: FrameType, event: str, returned: Any) -> Trace:
        for value in (*frame.f_locals.values(), returned if event == "return" else None):
            if type(value) in (int, float):
                self._keep_number(value)
            elif isinstance(value, np.ndarray) and value.dtype.kind == "f":
                self._keep_array(value)
        return self._steps

    def _keep_number(self, value: float) -> None:
        if len(self.numbers) < MOST and abs(value) <= LARGEST:
            self.numbers[value] = None

    def _keep_array(self, value: np.ndarray[Any, Any]) -> None:
        if value.size > MOST_NUMBERS or (data := value.tobytes()) in self.arrays:
            return  # it is held for many lines
        self.arrays.add(data)
        self._keep_tensor(torch.from_numpy(value.copy()))

    def _keep_tensor(self, value: Tensor) -> None:
        known = value.layout is torch.strided and value.is_floating_point()
        if known and value.numel() <= MOST_NUMBERS and len(self.tensors) < MOST:
            self.tensors.append(value.detach().clone())
