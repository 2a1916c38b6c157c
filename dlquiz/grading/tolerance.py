"""How far two right answers may lie apart: one table by dtype and kind of device, and the condition of what is asked.

A condition is a number: how much a rounding error grows on the way to the answer. For a few operations, and by default,
it is 1; for the sum of n numbers about √n, for n steps that go on from each other n, for numbers of size s whose
difference counts s, for a finite difference the size of the values over the step. An answer may be off by
MARGIN·condition·eps of its dtype, and by the table's row in any case. So the row is what counts up to a condition of
200 000 in float64, 40 in float32 and 5 in float16.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import torch


@dataclass(frozen=True)
class Tolerance:
    """A difference is allowed up to `atol`·max(1, largest |expected|) + `rtol`·|expected|."""

    rtol: float
    atol: float
    reason: str

    def widened(self, dtype: torch.dtype) -> "Tolerance":
        """This one, or wider where a course says so for results of `dtype` (see `widening`)."""
        factor = _factors.get(dtype, 1.0)
        if factor == 1.0:
            return self
        return Tolerance(self.rtol * factor, self.atol * factor, f"{self.reason}, {factor:g} times the usual")

    def __str__(self) -> str:
        return f"{self.atol:.0e}".replace("e-0", "e-") + f" + {self.rtol:.0e}·|expected|, {self.reason}".replace(
            "e-0", "e-"
        )


# Right ways to compute the same thing differ by their order of summation: for the sizes of the exercises some hundred
# rounding errors, 1e-14 in float64 and 1e-5 in float32. The float64 row leaves four orders of magnitude and stays below
# float32's rounding of 6e-8, so that a detour through float32 shows; the others leave one order, since a mistake has
# been seen in float64 before they are looked at.
TABLE: Final[dict[tuple[torch.dtype, str], Tolerance]] = {
    (torch.float64, "cpu"): Tolerance(1e-9, 1e-10, "float64"),
    (torch.float32, "cpu"): Tolerance(1e-4, 1e-5, "float32"),
    (torch.float16, "cpu"): Tolerance(1e-2, 1e-2, "float16"),
    (torch.bfloat16, "cpu"): Tolerance(5e-2, 5e-2, "bfloat16"),
    (torch.float64, "cuda"): Tolerance(1e-9, 1e-10, "float64 on CUDA"),
    (torch.float32, "cuda"): Tolerance(5e-4, 5e-5, "float32 on CUDA"),
    (torch.float16, "cuda"): Tolerance(2e-2, 2e-2, "float16 on CUDA"),
    (torch.bfloat16, "cuda"): Tolerance(5e-2, 5e-2, "bfloat16 on CUDA"),
    (torch.float32, "mps"): Tolerance(5e-4, 5e-5, "float32 on MPS"),
}
EXACT: Final = Tolerance(0.0, 0.0, "exact")
MARGIN: Final = 2  # each of two right ways errs once
REAL_OF: Final = {torch.complex64: torch.float32, torch.complex128: torch.float64}


_factors: dict[torch.dtype, float] = {}  # of the job under way: a process grades one at a time


@contextmanager
def widening(factors: Mapping[str, float]) -> Iterator[None]:
    """Meanwhile the tolerances of some dtypes are so many times as wide: {"float32": 10.0}."""
    _factors.update({getattr(torch, name): factor for name, factor in factors.items()})
    try:
        yield
    finally:
        _factors.clear()


def tolerance_for(dtype: torch.dtype, device: str, condition: float = 1.0) -> Tolerance:
    """The table's row, or what the condition makes of a rounding error, as wide as the course says.

    Integers and booleans are compared exactly.
    """
    real = REAL_OF.get(dtype, dtype)
    kind = device.partition(":")[0]
    row = TABLE.get((real, kind)) or TABLE.get((real, "cpu"))
    if row is None:
        return EXACT
    if (grown := MARGIN * condition * torch.finfo(real).eps) > row.atol:
        row = Tolerance(row.rtol, grown, f"{row.reason}, where rounding errors grow {condition:g}-fold")
    return row.widened(real)
