"""Values as tensors: what is a number here, and what kind of number."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

EXACT_INTEGERS = 2.0**53  # float64 holds every whole number up to here
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


class Unreadable(Exception):
    """A value, or a difference in structure, about which numbers can't say anything."""


def read(value: Any) -> Tensor:
    """The tensor of a tensor, array, number or list of numbers, on the CPU in its own dtype. Raises Unreadable."""
    try:
        tensor = _as_tensor(value)
    except (TypeError, ValueError, RuntimeError) as error:  # strings, objects, integers past 64 bits
        raise Unreadable from error
    if tensor.layout != torch.strided or tensor.is_complex() or tensor.is_quantized:
        raise Unreadable
    if not tensor.is_floating_point() and tensor.numel() and float(wide(tensor).abs().max()) > EXACT_INTEGERS:
        raise Unreadable
    return tensor


def _as_tensor(value: Any) -> Tensor:
    if isinstance(value, Tensor):
        return value.detach().cpu()
    if isinstance(value, (np.ndarray, np.generic)):
        return torch.from_numpy(np.array(value))  # a copy: torch takes no negative strides
    numbers = value if isinstance(value, (tuple, list)) else (value,)
    if not numbers or not all(isinstance(number, (int, float)) for number in numbers):
        raise TypeError  # a handle to an object elsewhere must not be asked for its elements
    any_float = any(isinstance(number, float) for number in numbers)
    return torch.tensor(value, dtype=torch.float64 if any_float else None)


def wide(tensor: Tensor) -> Tensor:
    """The same numbers in float64."""
    return tensor.to(torch.float64)


def is_plain(value: Any) -> bool:
    """True for a Python or numpy number, or a list of them."""
    return not isinstance(value, (Tensor, np.ndarray))


def category(tensor: Tensor) -> str:
    """float, int or bool."""
    return "float" if tensor.is_floating_point() else "bool" if tensor.dtype == torch.bool else "int"


def kind(value: Any) -> str:
    """What a learner calls the type of a leaf: "float32", "a Python int"."""
    tensor = read(value)
    return f"a Python {category(tensor)}" if is_plain(value) else str(tensor.dtype).removeprefix("torch.")


def is_whole(values: Tensor) -> bool:
    """True if there are only whole numbers."""
    return bool((values == values.round()).all())


def largest(values: Tensor) -> float:
    """The largest finite magnitude, 0 if there is none."""
    sizes = values[torch.isfinite(values)].abs()
    return float(sizes.max()) if sizes.numel() else 0.0


def ordinal(index: int) -> str:
    """0 is "first"."""
    return ORDINALS[index] if index < len(ORDINALS) else f"{index + 1}th"
