"""Is what the learner returned what it should be? And if not: what differs, where, by how much, allowed how much.

Order: kind of value, shape, dtype, device, finiteness, numbers. A NaN or an infinity agrees only with its like.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dlquiz.grading.describe import noun
from dlquiz.grading.tolerance import EXACT, Tolerance, tolerance_for
from dlquiz.model import Verdict
from dlquiz.sandbox.words import short

Allowed = Tolerance | float | None  # another tolerance than the table's, or the condition for it


@dataclass(frozen=True)
class Difference:
    """The first part in which two values disagree, in words and numbers. `path` leads to it: "[2]", "['w1']"."""

    verdict: Verdict
    message: str
    evidence: tuple[str, ...] = ()
    path: str = ""
    index: tuple[int, ...] | None = None
    got: str | None = None
    expected: str | None = None
    largest: float | None = None
    allowed: str | None = None
    table: tuple[tuple[str, ...], ...] = ()


DIFFERENT = Difference(Verdict.WRONG_VALUE, "the numbers differ")  # where nobody reads more


def agree(got: Any, want: Any, tolerance: Allowed = None) -> bool:
    """True if `got` is right by the table's tolerance, or the one given; a number is a condition (tolerance.py)."""
    return difference(got, want, tolerance, brief=True) is None


def difference(
    got: Any, want: Any, tolerance: Allowed = None, path: str = "", *, brief: bool = False
) -> Difference | None:
    """What is wrong with `got`, or None. `want` is any value that can cross (see sandbox/values.py).

    `brief`: of numbers it is only said that they differ, which takes a third of the time.
    """
    if isinstance(want, Tensor):
        return _tensors(got, want, tolerance, path, brief)
    if isinstance(want, np.ndarray):
        if not isinstance(got, np.ndarray):
            return _other_kind(got, want, path)
        return _tensors(torch.from_numpy(np.ascontiguousarray(got)), torch.from_numpy(want), tolerance, path, brief)
    if isinstance(want, (tuple, list)):
        return _sequences(got, want, tolerance, path, brief)
    if isinstance(want, dict):
        return _dicts(got, want, tolerance, path, brief)
    if isinstance(want, (bool, np.bool_)):
        return _scalars(boolean(got), bool(want), got, path)
    if isinstance(want, (int, np.integer)):
        return _scalars(whole_number(got), int(want), got, path)
    if isinstance(want, (float, np.floating)):
        return _floats(got, float(want), tolerance, path)
    alike = got is want or (not hasattr(want, "dlquiz_remote") and type(got) is type(want) and got == want)
    return None if alike else _other_kind(got, want, path)


def in_force(allowed: Allowed, dtype: torch.dtype, device: str) -> Tolerance:
    """The tolerance for an answer of that kind."""
    if isinstance(allowed, Tolerance):
        return allowed
    return tolerance_for(dtype, device, 1.0 if allowed is None else allowed)


def whole_number(value: Any) -> int | None:
    """The int that `value` is: int, numpy integer or 0-d integral tensor or array; never a bool; else None."""
    if isinstance(value, (Tensor, np.ndarray)) and value.ndim == 0:
        value = value.item() if not (isinstance(value, Tensor) and value.dtype is torch.bool) else True
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        return None
    return int(value)


def boolean(value: Any) -> bool | None:
    """The bool that `value` is: bool, numpy bool or 0-d bool tensor or array; else None."""
    if isinstance(value, (Tensor, np.ndarray)) and value.ndim == 0:
        value = value.item()
    return bool(value) if isinstance(value, (bool, np.bool_)) else None


def real_number(value: Any) -> float | None:
    """The float that `value` is: float, int, numpy's kinds, or a 0-d real tensor or array; never a bool; else None."""
    if isinstance(value, (Tensor, np.ndarray)) and value.ndim == 0:
        value = value.item()
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _place(path: str) -> str:
    return f"{path}: " if path else ""


def _other_kind(got: Any, want: Any, path: str) -> Difference:
    verdict = Verdict.WRONG_VALUE
    if isinstance(want, (str, type(None), torch.dtype)) and type(got) is type(want):
        return Difference(verdict, f"{_place(path)}got {short(got)}, expected {short(want)}", (), path)
    forgotten = "; is a `return` missing?" if got is None and not path else ""
    return Difference(verdict, f"{_place(path)}got {noun(got)}; expected {noun(want)}{forgotten}", (), path)


def _scalars(got: bool | int | None, want: bool | int, original: Any, path: str) -> Difference | None:
    if got is None:
        kind = "a bool" if isinstance(want, bool) else "a whole number (int)"
        verdict = Verdict.WRONG_DTYPE if real_number(original) is not None else Verdict.WRONG_VALUE
        return Difference(verdict, f"{_place(path)}got {noun(original)}; expected {kind}", (), path)
    if got == want:
        return None
    message = f"{_place(path)}got {_grouped(got)}, expected {_grouped(want)}"
    return Difference(Verdict.WRONG_VALUE, message, (), path, None, str(got)[:60], str(want)[:60])


def _grouped(value: bool | int) -> str:
    return str(value) if isinstance(value, bool) else f"{value:_}".replace("_", " ")[:60]


def _floats(got: Any, want: float, tolerance: Allowed, path: str) -> Difference | None:
    number = real_number(got)
    if number is None:
        return _other_kind(got, want, path)
    tolerance = in_force(tolerance, torch.float64, "cpu")
    if abs(number - want) <= tolerance.atol * max(1.0, abs(want)) + tolerance.rtol * abs(want) < math.inf:
        return None  # the common case, without making tensors
    pair = (torch.tensor(number, dtype=torch.float64), torch.tensor(want, dtype=torch.float64))
    return _tensors(*pair, tolerance, path)


def _sequences(got: Any, want: Any, tolerance: Allowed, path: str, brief: bool) -> Difference | None:
    if not isinstance(got, (tuple, list)):
        return _other_kind(got, want, path)
    if len(got) != len(want):
        message = f"{_place(path)}got {len(got)} values {short(got)}; expected {len(want)} {short(want)}"
        return Difference(Verdict.WRONG_SHAPE, message, (), path)
    pairs = enumerate(zip(got, want, strict=True))
    return _first(difference(g, w, tolerance, f"{path}[{i}]", brief=brief) for i, (g, w) in pairs)


def _dicts(got: Any, want: dict[Any, Any], tolerance: Allowed, path: str, brief: bool) -> Difference | None:
    if not isinstance(got, dict):
        return _other_kind(got, want, path)
    if got.keys() != want.keys():
        missing = ", ".join(repr(key) for key in want if key not in got)
        extra = ", ".join(short(key) for key in list(got)[:8] if key not in want)
        words = [f"the keys {missing} are missing"] * bool(missing) + [f"{extra} should not be there"] * bool(extra)
        return Difference(Verdict.WRONG_VALUE, f"{_place(path)}{' and '.join(words)}", (), path)
    return _first(difference(got[key], want[key], tolerance, f"{path}[{key!r}]", brief=brief) for key in want)


def _first(found: Any) -> Difference | None:
    return next((item for item in found if item is not None), None)


def _tensors(got: Any, want: Tensor, tolerance: Allowed, path: str, brief: bool = False) -> Difference | None:
    if not isinstance(got, Tensor):
        return _other_kind(got, want, path)
    place = _place(path)
    if got.shape != want.shape:
        message = f"{place}the shape is {list(got.shape)}; expected {list(want.shape)}"
        return Difference(Verdict.WRONG_SHAPE, message, (), path, None, str(list(got.shape)), str(list(want.shape)))
    if got.dtype != want.dtype:
        names = [str(t.dtype).removeprefix("torch.") for t in (got, want)]
        message = f"{place}the dtype is {names[0]}; expected {names[1]}"
        return Difference(Verdict.WRONG_DTYPE, message, (), path, None, names[0], names[1])
    if got.device != want.device:
        message = f"{place}the result lies on {got.device}; expected {want.device}"
        return Difference(Verdict.WRONG_DEVICE, message, (), path, None, str(got.device), str(want.device))
    if not want.numel():
        return None
    with torch.no_grad():
        if torch.equal(got, want):  # the common case
            return None
        numbers, tolerance = _numbers(got.detach(), want.detach(), in_force(tolerance, want.dtype, str(want.device)))
        if not numbers.wrong.any():
            return None
        return DIFFERENT if brief else _report(numbers, tolerance, path)


def _numbers(got: Tensor, want: Tensor, tolerance: Tolerance) -> "tuple[_Numbers, Tolerance]":
    """The comparison of every element, and the tolerance that holds for this dtype."""
    if not (want.is_floating_point() or want.is_complex()):
        gap = (got.double() - want.double()).abs()
        return _Numbers(got, want, got != want, gap, torch.zeros_like(gap)), EXACT
    wide = torch.complex128 if want.is_complex() else torch.float64
    on_cpu = want.device.type == "mps"  # which has no float64
    g, w = (t.cpu().to(wide) if on_cpu else t.to(wide) for t in (got, want))
    finite = torch.isfinite(w)
    scale = w[finite].abs().max().clamp(min=1.0) if finite.any() else torch.ones((), device=w.device)
    allowed = tolerance.atol * scale + tolerance.rtol * w.abs()
    gap = (g - w).abs()
    wrong = torch.where(finite, ~(gap <= allowed), (g != w) & ~(torch.isnan(g) & torch.isnan(w)))
    return _Numbers(g, w, wrong, gap, allowed), tolerance


@dataclass(frozen=True)
class _Numbers:
    """Two tensors of one shape in wide numbers: where they disagree, by how much, and how much is allowed."""

    got: Tensor
    want: Tensor
    wrong: Tensor
    gap: Tensor
    allowed: Tensor

    def worst(self) -> int:
        """The flat position of the worst element: a missing number before the largest distance."""
        unbounded = self.wrong & ~torch.isfinite(self.gap)
        excess = torch.where(self.wrong, torch.where(unbounded, torch.inf, self.gap), -torch.inf)
        return int(excess.reshape(-1).argmax())

    def largest(self) -> float | None:
        """The largest distance that is a number."""
        numbers = self.gap[self.wrong & torch.isfinite(self.gap)]
        return float(numbers.max()) if numbers.numel() else None

    def not_finite(self) -> Tensor:
        """Where a number is expected and there is none."""
        if not (self.want.is_floating_point() or self.want.is_complex()):
            return torch.zeros_like(self.wrong)
        return self.wrong & torch.isfinite(self.want) & ~torch.isfinite(self.got)


def _report(numbers: _Numbers, tolerance: Tolerance, path: str) -> Difference:
    flat, got, want = numbers.worst(), numbers.got, numbers.want
    index = tuple(int(i) for i in np.unravel_index(flat, tuple(got.shape))) if got.dim() else ()
    shown = _pair(got.reshape(-1)[flat].item(), want.reshape(-1)[flat].item())
    largest, bad = numbers.largest(), numbers.not_finite()
    if bad.any():
        verdict = Verdict.NOT_FINITE
        kind = (
            "NaN" if torch.isnan(got[bad]).all() else "infinite" if torch.isinf(got[bad]).all() else "NaN or infinite"
        )
        message = f"{_count(int(bad.sum()), got.numel())} {kind} where a number is expected"
    else:
        verdict = Verdict.WRONG_VALUE
        limit = float(numbers.allowed.reshape(-1)[flat])
        margin = f"allowed {limit:.0e}, {tolerance.reason}".replace("e-0", "e-")
        by = f", by up to {largest:.2g}" if largest is not None else ""
        brackets = "they must be equal" if tolerance is EXACT or not math.isfinite(limit) else margin
        message = f"{_differ(int(numbers.wrong.sum()), got.numel())}{by} ({brackets})"
    where = f"at [{', '.join(map(str, index))}]   " if index else ""
    line = f"{where}got {shown[0]}   expected {shown[1]}"
    return Difference(verdict, _place(path) + message, (line,), path, index, *shown, largest, str(tolerance))


def _count(count: int, total: int) -> str:
    return "the result is" if total == 1 else f"{count} of {total} elements {'is' if count == 1 else 'are'}"


def _differ(count: int, total: int) -> str:
    return (
        "the number differs" if total == 1 else f"{count} of {total} elements {'differs' if count == 1 else 'differ'}"
    )


def _pair(got: Any, want: Any) -> tuple[str, str]:
    """Both numbers with as many digits as it takes to see them differ."""
    for digits in range(4, 18):
        shown: tuple[str, str] = tuple(
            f"{value:.{digits}g}" if isinstance(value, (float, complex)) else str(value) for value in (got, want)
        )  # type: ignore[assignment]
        if shown[0] != shown[1]:
            break
    return shown
