"""Values in words: `f64[3,4]`, `a list of 3`, and as Python text that makes them again."""

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dlquiz.sandbox.values import Seed, Stream
from dlquiz.sandbox.words import short

LITERAL_ELEMENTS = 2000
FEW_NUMBERS = 8  # that are shown in full


def noun(value: Any) -> str:
    """A value as the object of a sentence: "a tensor f64[3,4]", "None", "a list of 3"."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, Tensor):
        return f"a tensor {short(value)}"
    if isinstance(value, np.ndarray):
        return f"a numpy array {short(value)}"
    if isinstance(value, np.generic):
        return f"a numpy {type(value).__name__}"
    if isinstance(value, (list, tuple, dict)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, (int, float, str)):
        article = "an" if type(value) is int else "a"
        return f"{article} {type(value).__name__} ({short(value)})"
    kind = getattr(value, "dlquiz_kind", type(value).__name__)
    return f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind} object"


def argument_name(index: int, names: Sequence[str]) -> str:
    """What an argument given by position is called: its parameter's name, where that is known."""
    return names[index] if index < len(names) else f"argument {index + 1}"


def call_text(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any], names: tuple[str, ...] = ()) -> str:
    """`softmax(x f64[3,4], dim=-1)`: how a function was called."""
    parts = []
    for index, value in enumerate(args):
        named = names[index] if index < len(names) else ""
        tensor = isinstance(value, (Tensor, np.ndarray))
        parts.append(
            f"{named} {short(value)}" if named and tensor else f"{named}={short(value)}" if named else short(value)
        )
    parts += [f"{key}={short(value)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(parts)})"


def size(value: Any) -> int:
    """How much there is to look at: elements, for choosing the smallest failing case."""
    if isinstance(value, (Tensor, np.ndarray)):
        return int(np.prod(value.shape, dtype=np.int64)) + 1
    if isinstance(value, (list, tuple)):
        return 1 + sum(size(item) for item in value)
    if isinstance(value, dict):
        return 1 + sum(size(item) for item in value.values())
    if isinstance(value, int) and not isinstance(value, bool):
        return 1 + min(abs(value), 1000).bit_length()  # a size or a count of 1000 is not 1000 things to look at
    return 1


def literal(value: Any) -> str:
    """Python text that makes `value` again (needs torch, numpy as np, math). Large tensors become drawn stand-ins."""
    if isinstance(value, Tensor):
        dtype, shape = str(value.dtype), tuple(value.shape)
        if value.numel() > LITERAL_ELEMENTS:
            return f"torch.randn({shape}, dtype={dtype})  # a stand-in: the case's own numbers are too many to print"
        numbers = _numbers(value.detach().cpu().tolist())
        text = f"torch.tensor({numbers}, dtype={dtype})"
        if getattr(value, "dlquiz_view", False):
            return f"(lambda t: torch.stack((t, t), dim=-1)[..., 1])({text})  # not contiguous"
        return text + f".reshape({shape})" if value.numel() == 0 else text
    if isinstance(value, np.ndarray):
        return f"np.array({_numbers(value.tolist())}, dtype={value.dtype.str!r})"
    if isinstance(value, np.generic):
        return f"np.{type(value).__name__}({value.item()!r})"
    if isinstance(value, (Seed, Stream)):
        return f"torch.Generator().manual_seed({value.seed})"
    if isinstance(value, float):
        return _numbers(value)
    if isinstance(value, tuple):
        return "(" + "".join(literal(item) + ", " for item in value).rstrip() + ")"
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {literal(item)}" for key, item in value.items()) + "}"
    return repr(value)


def in_full(value: Any) -> str | None:
    """All numbers of a small tensor, as one reads them: `[[1, 2], [0.5, -1.333]]`; None for anything else."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "bfiu":
        value = torch.from_numpy(np.ascontiguousarray(value))
    if not isinstance(value, Tensor) or value.is_complex() or value.numel() > FEW_NUMBERS:
        return None
    return _listed(value.detach().cpu().tolist())


def _listed(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_listed, value))}]"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _numbers(value: Any) -> str:
    return repr(value).replace("nan", "math.nan").replace("inf", "math.inf")


@functools.lru_cache(maxsize=256)  # inspect parses the file each time
def helper_source(function: Callable[..., Any]) -> str | None:
    """The source of a plain function of checks.py; None for one that carries values of its own."""
    if not inspect.isfunction(function) or function.__closure__ or function.__name__ == "<lambda>":
        return None
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        return None
