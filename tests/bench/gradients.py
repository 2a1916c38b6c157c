"""The numerical gradient check beside `torch.autograd.gradcheck` in its slow mode, at equal detection.

Both get the same forward and the same backward by hand. gradcheck takes one function, so the two are put together as a
`torch.autograd.Function`; it then needs 2 evaluations of the forward per element of the arguments and 2 calls of the
backward per element of the output, which its fast mode saves, at the price of missing faults. Its own options are left
as they are but for undefined gradients, which a backward by hand doesn't know. Ours is timed with the one call of the
backward for its random cotangent, as a check in an exercise has it. Not timed is the second oracle that exercises have,
the reference's backward: gradcheck has none.

Equal detection is verified before anything is timed, for every planted fault at every size: both must pass what is
right, and both must find the fault. Where they don't, there is no row but an error.

gradcheck's cost grows with the number of elements, ours hardly does: the ratio is that of the sizes that a check uses.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.autograd import gradcheck

from dlquiz.grading.gradients import check_gradients
from tests.bench.gradient_cases import CASES, FAULTS, Case, Gradients
from tests.bench.rows import Row, medians

SIZES = (4, 8, 16, 32, 64)
Fault = Callable[[Gradients], Gradients]


def rows() -> list[Row]:
    """Each function at each size."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # a second one would only wait
    try:
        return [_row(case, n) for case in CASES for n in SIZES]
    finally:
        torch.set_num_threads(threads)


def _row(case: Case, n: int) -> Row:
    at = case.arguments(n)
    demand_equal_detection(case, at)
    peer, ours = medians([partial(by_gradcheck, case, at), partial(by_dlquiz, case, at)], time.process_time)
    shapes = ", ".join("×".join(map(str, x.shape)) for x in at)
    return Row(f"gradients of {case.name}, {shapes}", ours, "gradcheck", peer)


def demand_equal_detection(case: Case, at: Gradients) -> None:
    """Raises AssertionError unless both pass the right backward and refuse each planted fault."""
    for check in (by_gradcheck, by_dlquiz):
        assert check(case, at), f"{check.__name__} refuses the right gradient of {case.name}"
        for name, fault in FAULTS.items():
            assert not check(case, at, fault), f"{check.__name__} passes {case.name} with this fault: {name}"


def by_gradcheck(case: Case, at: Gradients, fault: Fault | None = None) -> bool:
    """True if gradcheck passes the backward."""
    backward = _backward(case, fault)

    class Both(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *at: Tensor) -> Tensor:
            ctx.save_for_backward(*at)
            return case.forward(*at)

        @staticmethod
        def backward(ctx: Any, cotangent: Tensor) -> Gradients:
            return backward(cotangent, *ctx.saved_tensors)

    inputs = tuple(x.clone().requires_grad_() for x in at)
    return gradcheck(Both.apply, inputs, raise_exception=False, check_undefined_grad=False, fast_mode=False)


def by_dlquiz(case: Case, at: Gradients, fault: Fault | None = None) -> bool:
    """True if ours passes the backward."""
    generator = torch.Generator().manual_seed(0)
    cotangent = torch.randn(case.forward(*at).shape, generator=generator, dtype=torch.float64)
    return check_gradients(case.forward, _backward(case, fault)(cotangent, *at), at, cotangent).ok


def _backward(case: Case, fault: Fault | None) -> Callable[..., Gradients]:
    return case.backward if fault is None else lambda *arguments: fault(case.backward(*arguments))
