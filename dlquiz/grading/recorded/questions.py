"""What makes two questions to the reference the same one: by their bytes, or, for another machine, by their numbers.

A check draws its inputs anew on every machine. Their last bits may differ (another processor, another libm), so beside
the exact bytes each question has a *form* (all but its floating-point numbers) and a few sums of those numbers.
"""

import hashlib
import inspect
import types
from dataclasses import dataclass
from typing import Any

import msgpack
import numpy as np
from torch import Tensor

from dlquiz.grading.proxies import AuthorError, Remote
from dlquiz.sandbox.values import DTYPES, Encoder, Tree, tensor_bytes

DIGEST = 16  # bytes
NEAR = 1e-6  # relative; a float32 is good to 6e-8


@dataclass(frozen=True)
class Question:
    """One request. `stateful`: its answer depends on earlier ones (an object, a generator that goes on)."""

    exact: bytes
    form: bytes
    numbers: tuple[float, ...]
    stateful: bool
    device: str  # of its tensors


def question(op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any], past: bytes) -> Question:
    """The question of one request. `past`: a digest of the stateful questions before it.

    Raises:
        AuthorError: it holds what can't be passed to an exercise's function.
    """
    state = [target != 0 or op in ("op", "next")]

    def foreign(value: Any) -> list[Any]:
        if isinstance(value, Remote):
            state[0] = True
            return ["r", value._handle]
        if callable(value):
            return ["f", digest(*meaning(value)).hex()]
        raise AuthorError(f"a {type(value).__name__} can't be passed to an exercise's function")

    encoder = Encoder(foreign)
    tree = encoder.encode((args, kwargs))
    plain = Plain([blob.tobytes() for blob in encoder.blobs])
    shape = plain.tree(tree)
    stateful = state[0] or plain.streams
    head = (op, target, name, past if stateful else b"")
    form = digest(*head, msgpack.packb(shape), *plain.parts)
    return Question(digest(form, *plain.exact), form, tuple(plain.numbers), stateful, plain.device)


class Plain:
    """Takes an encoded value apart: what must be equal (`tree`, `parts`), and floats (`exact` bytes, `numbers`)."""

    def __init__(self, blobs: list[bytes]) -> None:
        self._blobs = iter(blobs)
        self.parts: list[bytes] = []
        self.exact: list[bytes] = []
        self.numbers: list[float] = []
        self.streams = False
        self.device = "cpu"

    def tree(self, tree: Tree) -> Tree:
        """The tree without floats, devices and the layout of tensors."""
        if isinstance(tree, float):
            self._floats(np.array([tree]))
            return 0.0
        if not isinstance(tree, list):
            return tree
        match tree:
            case ["t" | "v", dtype, shape, device, grad]:
                self.device = device if device != "cpu" else self.device
                self._blob("bfloat16" if dtype == "bfloat16" else str(DTYPES[dtype]).removeprefix("torch."))
                return ["t", dtype, shape, grad]
            case ["a" | "n", dtype, shape]:
                self._blob(np.dtype(dtype).name)
                return tree
            case ["G", *_]:
                self.streams = True
        return [tree[0], *(self.tree(item) for item in tree[1:])]

    def _blob(self, dtype: str) -> None:
        blob = next(self._blobs)
        if dtype == "bfloat16":
            self._floats((np.frombuffer(blob, np.uint16).astype(np.uint32) << 16).view(np.float32))
        elif np.dtype(dtype).kind in "fc":
            array = np.frombuffer(blob, dtype)
            self._floats(array.view(array.real.dtype))
        else:
            self.parts.append(blob)

    def _floats(self, values: Any) -> None:
        """Infinite ones and NaN must stand in the same places; the others are summed up in two ways."""
        self.exact.append(values.tobytes())
        finite = np.isfinite(values)
        odd = np.where(finite, 0.0, np.where(np.isnan(values), 2.0, np.sign(values)))
        self.parts.append(odd.astype(np.int8).tobytes())
        usual = np.where(finite, values, 0).astype(np.float64)
        size = float(np.abs(usual).max(initial=0.0))
        scaled = usual / size if size else usual
        places = np.arange(len(scaled))
        self.numbers += [size, *(float(scaled @ np.cos(speed * places + 1)) for speed in (1.7, 0.6))]


def distance(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """How far the numbers of two questions of one form are apart, relative to their size."""
    gaps = (abs(x - y) / max(1.0, abs(x), abs(y)) for x, y in zip(a, b, strict=True))
    sizes = (abs(x - y) / max(abs(x), abs(y)) if x != y else 0.0 for x, y in zip(a[::3], b[::3], strict=True))
    return max((*gaps, *sizes), default=0.0)


def meaning(value: Any) -> tuple[Any, ...]:
    """What tells a function from another one: its text, and the values that it has brought along.

    Raises:
        AuthorError: that can't be told.
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return (repr(value),)
    if isinstance(value, (tuple, list)):
        return (type(value).__name__, *(meaning(item) for item in value))
    if isinstance(value, Tensor):
        return (str(value.dtype), str(list(value.shape)), tensor_bytes(value).tobytes())
    if not isinstance(value, types.FunctionType):
        raise AuthorError(f"what a {type(value).__name__} answers can't be recorded; pass a function of checks.py")
    try:
        text = inspect.getsource(value)
    except OSError:
        raise AuthorError(f"{value.__name__} has no source, so what it answers can't be recorded") from None
    cells = [cell.cell_contents for cell in value.__closure__ or ()]
    return (value.__name__, text, meaning(cells), meaning(value.__defaults__))


def digest(*parts: Any) -> bytes:
    """A short hash of any parts."""
    hashed = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else repr(part).encode()
        hashed.update(len(data).to_bytes(8, "little") + data)
    return hashed.digest()[:DIGEST]
