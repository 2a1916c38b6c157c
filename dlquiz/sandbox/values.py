"""What may cross between judge and sandbox, and how: a tree of plain values and the raw bytes of tensors.

A value is encoded into a tree of None, bool, int, float, str and *tagged* lists, plus one blob of bytes per tensor
or array. There is no pickle and nothing is evaluated: the decoder builds plain dense tensors of allowed dtypes, whose
shape and dtype must account for every byte received. Both directions, and calls within one process, use this code, so
that every side has the same semantics: arguments and results are copies; aliasing inside one call is kept, views and
strides are lost.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

MAX_DEPTH = 32
MAX_DIMS = 16
LONGEST = 1 << 40  # elements along one dimension, from which on nobody could send them
MAX_COLLISIONS = 100  # keys of a dict with one hash: building it would take the square of their number
MAX_HEX = 3403  # hexadecimal digits of an int: 4096 decimal ones
DEVICES = ("cuda", "mps")  # beside the CPU
MIN_INT, MAX_INT = -(2**63), 2**63 - 1

DTYPES: dict[str, torch.dtype] = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.complex64, torch.complex128, torch.bool,
        torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.uint16, torch.uint32, torch.uint64,
    )
}  # fmt: skip
DTYPE_NAMES = {dtype: name for name, dtype in DTYPES.items()}

Blob = np.ndarray[Any, np.dtype[np.uint8]]
Tree = Any


class ProtocolError(Exception):
    """The peer sent something that is no frame of ours."""


class Elsewhere(Exception):
    """The peer sent a tensor of a device that this process has no business with; the text names its kind."""


class Unsendable(Exception):
    """A value that can't cross; the text is a sentence for the person who made it."""


@dataclass(frozen=True)
class Seed:
    """`draw.generator()`: every call that is given it gets a fresh `torch.Generator` with this seed."""

    seed: int


@dataclass(frozen=True)
class Stream:
    """`draw.stream()`: one generator a check and side, which goes on from call to call."""

    key: int
    seed: int


def mark_view(tensor: Tensor) -> Tensor:
    """Asks for `tensor` to arrive as a non-contiguous view on the far side."""
    tensor.dlquiz_view = True  # type: ignore[attr-defined]
    return tensor


def as_view(tensor: Tensor) -> Tensor:
    """The same values in a layout that is neither contiguous nor at offset 0. Shape, dtype and values are kept."""
    if tensor.dim() == 0:
        return torch.stack((tensor, tensor))[1]
    spread = torch.stack((tensor, tensor), dim=-1)  # (..., n, 2): every second number belongs to nobody
    if tensor.dim() >= 2:
        spread = spread.transpose(-2, -3).contiguous().transpose(-2, -3)
    return spread[..., 1]


class Encoder:
    """Turns one message's values into a tree and blobs. `foreign` says, as a tagged list, what becomes of all else."""

    def __init__(self, foreign: Callable[[Any], list[Any]]) -> None:
        self.foreign = foreign
        self.blobs: list[Blob] = []
        self._seen: dict[int, int] = {}
        self._kept: list[Any] = []  # ids stay unique while the objects live

    def encode(self, value: Any, depth: int = 0) -> Tree:
        """The tree of `value`. Raises Unsendable."""
        kind = type(value)
        if value is None or kind is bool or kind is float or kind is str:
            return value
        if depth > MAX_DEPTH:
            raise Unsendable(f"a value is nested more than {MAX_DEPTH} levels deep")
        if kind is int:
            return self._int(value)
        if isinstance(value, Tensor):
            return self._tensor(value)
        if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "fiubc":
            return self._array(value)
        if isinstance(value, tuple):
            return ["T", *(self.encode(item, depth + 1) for item in value)]
        if kind is list:
            return ["L", *(self.encode(item, depth + 1) for item in value)]
        if isinstance(value, dict):
            return ["D", *(self.encode(part, depth + 1) for pair in value.items() for part in pair)]
        if isinstance(value, Seed):
            return ["g", value.seed]
        if isinstance(value, Stream):
            return ["G", value.key, value.seed]
        if isinstance(value, torch.dtype) and value in DTYPE_NAMES:
            return ["y", DTYPE_NAMES[value]]
        return self.foreign(value)

    def _int(self, value: int) -> Tree:
        if MIN_INT <= value <= MAX_INT:
            return value
        digits = f"{value:x}"
        if len(digits) > MAX_HEX:
            raise Unsendable("an integer has more than 4096 digits")
        return ["i", digits]

    def _tensor(self, tensor: Tensor) -> Tree:
        if id(tensor) in self._seen:
            return ["s", self._seen[id(tensor)]]
        device = tensor.device
        place = device.type
        if tensor.layout is not torch.strided or tensor.is_quantized or place == "meta":
            what = "meta" if place == "meta" else str(tensor.layout).removeprefix("torch.")
            raise Unsendable(f"a {what} tensor holds no plain numbers; a dense tensor is needed")
        dtype = DTYPE_NAMES.get(tensor.dtype)
        if dtype is None or tensor.dim() > MAX_DIMS:
            raise Unsendable(f"a tensor of {tensor.dtype} with {tensor.dim()} dimensions can't be read")
        self._remember(tensor)
        self.blobs.append(tensor_bytes(tensor))
        tag = "v" if getattr(tensor, "dlquiz_view", False) else "t"
        where = place if place == "cpu" else str(device)
        return [tag, dtype, list(tensor.shape), where, bool(tensor.requires_grad)]

    def _array(self, array: Any) -> Tree:
        if isinstance(array, np.ndarray):
            if id(array) in self._seen:
                return ["s", self._seen[id(array)]]
            self._remember(array)
        self.blobs.append(np.frombuffer(np.ascontiguousarray(array).tobytes(), np.uint8))
        return ["a" if isinstance(array, np.ndarray) else "n", array.dtype.str, list(array.shape)]

    def _remember(self, value: Any) -> None:
        self._seen[id(value)] = len(self._seen)
        self._kept.append(value)


def tensor_bytes(tensor: Tensor) -> Blob:
    """The elements of a dense tensor in row-major order, as bytes: a view of its own memory where that is possible."""
    if not tensor.numel():
        return np.empty(0, np.uint8)
    plain = tensor.detach()
    if type(plain) is not Tensor or plain.device.type != "cpu" or plain.is_conj() or plain.is_neg():
        plain = plain.as_subclass(Tensor).cpu().resolve_conj().resolve_neg()
    plain = plain.contiguous()
    if plain.dtype is torch.bfloat16:  # numpy has none
        plain = plain.view(torch.int16)
    return plain.numpy().reshape(-1).view(np.uint8)


class Decoder:
    """Builds one message's values from a tree and its bytes, which it trusts in nothing.

    `foreign(tag, rest)` builds what `Encoder.foreign` wrote, or raises ProtocolError; `generators` turns Seed and
    Stream into generators where calls are executed (None: they stay specifications).
    `keep_grad` keeps `requires_grad`: for arguments, not for results. `device` is the only one, beside the CPU, on
    which tensors are made (None: whichever they name); others raise Elsewhere before anything touches them.
    """

    def __init__(
        self,
        blob: bytes | bytearray | memoryview,
        foreign: Callable[[str, list[Any]], Any],
        *,
        generators: dict[int, torch.Generator] | None = None,
        keep_grad: bool = False,
        device: str | None = None,
    ) -> None:
        self.blob, self.foreign = memoryview(blob), foreign
        self.generators, self.keep_grad, self.device = generators, keep_grad, device
        self._at = 0
        self._made: list[Any] = []

    def decode(self, tree: Tree) -> Any:
        """The value of `tree`. Raises Elsewhere, and ProtocolError unless every byte is accounted for."""
        try:
            value = self._decode(tree, 0)
        except (ProtocolError, Elsewhere):
            raise
        except Exception as error:  # of numpy or torch, about what the peer made up
            raise ProtocolError(f"malformed value: {type(error).__name__}") from None
        if self._at != len(self.blob):
            raise ProtocolError("more bytes than the shapes account for")
        return value

    def _decode(self, tree: Tree, depth: int) -> Any:
        if depth > MAX_DEPTH + 1:
            raise ProtocolError("nested too deeply")
        if type(tree) is not list:
            if tree is None or type(tree) in (bool, int, float, str):
                return tree
            raise ProtocolError(f"unexpected {type(tree).__name__}")
        match tree:
            case ["t" | "v" as tag, str(dtype), list(shape), str(device), bool(grad)]:
                return self._tensor(tag, dtype, shape, device, grad)
            case ["a" | "n" as tag, str(dtype), list(shape)]:
                return self._array(tag, dtype, shape)
            case ["s", int(index)] if 0 <= index < len(self._made):
                return self._made[index]
            case ["T", *items]:
                return tuple(self._decode(item, depth + 1) for item in items)
            case ["L", *items]:
                return [self._decode(item, depth + 1) for item in items]
            case ["D", *items] if len(items) % 2 == 0:
                parts = [self._decode(item, depth + 1) for item in items]
                if len(parts[::2]) - len(set(map(hash, parts[::2]))) > MAX_COLLISIONS:
                    raise ProtocolError("a dict whose keys collide")
                return dict(zip(parts[::2], parts[1::2], strict=True))
            case ["g", int(seed)]:
                return Seed(seed) if self.generators is None else torch.Generator().manual_seed(seed)
            case ["G", int(key), int(seed)]:
                return Stream(key, seed) if self.generators is None else self._stream(key, seed)
            case ["i", str(digits)] if len(digits) <= MAX_HEX + 1:
                return int(digits, 16)
            case ["y", str(dtype)]:
                return DTYPES[dtype]
            case [str(tag), *rest]:
                return self.foreign(tag, rest)
        raise ProtocolError("malformed value")

    def _take(self, size: int) -> memoryview:
        if size > len(self.blob) - self._at:
            raise ProtocolError("fewer bytes than the shapes account for")
        self._at += size
        return self.blob[self._at - size : self._at]

    def _tensor(self, tag: str, dtype: str, shape: list[Any], device: str, grad: bool) -> Tensor:
        kind = DTYPES[dtype]
        count = elements(shape)
        data = self._take(count * kind.itemsize)
        tensor = torch.frombuffer(bytearray(data), dtype=kind) if count else torch.empty(0, dtype=kind)
        tensor = tensor.view(shape)
        if device != "cpu":
            tensor = tensor.to(self._place(device))
        if tag == "v":
            tensor = as_view(tensor) if self.generators is not None else mark_view(tensor)
        if self.keep_grad and grad and (kind.is_floating_point or kind.is_complex):
            tensor.requires_grad_()
        self._made.append(tensor)
        return tensor

    def _place(self, device: str) -> torch.device:
        kind = device.partition(":")[0]
        if kind not in DEVICES:
            raise ProtocolError("no such device")
        if self.device is not None and (self.device == "cpu" or device not in (self.device, f"{self.device}:0")):
            raise Elsewhere(kind)
        return torch.device(device)

    def _array(self, tag: str, dtype: str, shape: list[Any]) -> Any:
        kind = np.dtype(dtype) if len(dtype) < 6 else None
        if kind is None or kind.kind not in "fiubc":
            raise ProtocolError(f"arrays of {dtype[:20]!r} are not plain numbers")
        data = self._take(elements(shape) * kind.itemsize)
        array = np.frombuffer(bytearray(data), kind).reshape(shape)
        if tag == "n":
            return array[()]
        self._made.append(array)
        return array

    def _stream(self, key: int, seed: int) -> torch.Generator:
        assert self.generators is not None
        if key not in self.generators:
            self.generators[key] = torch.Generator().manual_seed(seed)
        return self.generators[key]


def elements(shape: list[Any]) -> int:
    """How many elements a received shape has. Raises ProtocolError unless it is a short list of sizes."""
    if len(shape) > MAX_DIMS:
        raise ProtocolError("not a shape")
    for size in shape:
        if type(size) is not int or not 0 <= size < LONGEST:
            raise ProtocolError("not a shape")
    return math.prod(shape)


def tensors_in(value: Any) -> Iterator[Tensor]:
    """All tensors of a nested value."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from tensors_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from tensors_in(item)
