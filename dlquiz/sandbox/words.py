"""Values in a few characters: `f64[3,4]`, `2`, `'relu'`; and the variables of a line of code, so described."""

import re
from collections.abc import Iterator
from itertools import islice
from types import CodeType, TracebackType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dlquiz.sandbox.values import Seed, Stream

SHORT = {
    "float64": "f64", "float32": "f32", "float16": "f16", "bfloat16": "bf16", "complex64": "c64", "complex128": "c128",
    "int64": "i64", "int32": "i32", "int16": "i16", "int8": "i8", "uint8": "u8", "bool": "bool",
}  # fmt: skip
SHORT_NESTED = 200  # characters of a list's text: a nested one can be as long as a message
MOST_VARIABLES = 6
NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?")
PLAIN = (torch.Tensor, torch.nn.Parameter, np.ndarray, bool, int, float, type(None), tuple, list, torch.dtype)


def short(value: Any) -> str:
    """A value in a few characters, by type and shape: `f64[3,4]`, `2`, `'relu'`, `(f64[3], None)`."""
    if isinstance(value, (Tensor, np.ndarray)):
        name = str(value.dtype).removeprefix("torch.")
        return f"{SHORT.get(name, name)}[{','.join(map(str, value.shape))}]"
    if isinstance(value, (Seed, Stream)):
        return "Generator"
    if isinstance(value, torch.dtype):
        return str(value)
    if isinstance(value, (list, tuple)):
        inner = ", ".join(short(item) for item in value[:4]) + (", …" if len(value) > 4 else "")
        return _cut(f"({inner})" if isinstance(value, tuple) else f"[{inner}]", SHORT_NESTED)
    if isinstance(value, dict):
        inner = ", ".join(f"{key!r}: {short(item)}" for key, item in list(value.items())[:4])
        return _cut("{" + inner + (", …" if len(value) > 4 else "") + "}", SHORT_NESTED)
    kind = getattr(value, "dlquiz_kind", None)
    if kind is not None:
        return str(kind)
    if callable(value):
        return getattr(value, "__name__", "function").replace("<lambda>", "function")
    return _cut(repr(value), 38)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most + 2 else text[: most - 1] + "…"


def variables(trace: TracebackType, lines: list[str]) -> tuple[str, list[str]]:
    """The expression that raised, and its variables with their values in short: `q @ k.T`, ["q f64[3,4]", …].

    `lines`: the text of the file that the traceback's innermost entry stands in.
    """
    expression = _expression(trace.tb_frame.f_code, trace.tb_lasti, lines)
    found = _values(expression, {**trace.tb_frame.f_globals, **trace.tb_frame.f_locals})
    return expression, [f"{name} {_described(value)}" for name, value in islice(found, MOST_VARIABLES)]


def _expression(code: CodeType, instruction: int, lines: list[str]) -> str:
    line, last, start, end = next(islice(code.co_positions(), instruction // 2, None), (None,) * 4)
    if line is None or last is None or start is None or end is None or not 0 < line <= last <= len(lines):
        return ""
    encoded = [text.encode() for text in lines[line - 1 : last]]  # columns are counted in bytes
    encoded[-1] = encoded[-1][:end]
    encoded[0] = encoded[0][start:]
    return " ".join(part.decode("utf-8", "replace").strip() for part in encoded)


def _values(expression: str, names: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in dict.fromkeys(NAME.findall(expression)):
        base, _, attribute = name.partition(".")
        value = names.get(base)
        if base in names and type(value) in PLAIN:
            yield base, value
        elif attribute and attribute in (held := getattr(value, "__dict__", {})) and type(held[attribute]) in PLAIN:
            yield name, held[attribute]


def _described(value: Any) -> str:
    return short(value) if isinstance(value, (Tensor, np.ndarray)) else f"= {short(value)}"
