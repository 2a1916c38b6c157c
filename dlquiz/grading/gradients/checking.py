"""The three questions: one slope, a whole numerical gradient, and is this the gradient of that function?"""

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from dlquiz.grading.gradients.comparison import Comparison
from dlquiz.grading.gradients.evaluation import Evaluator, Function, evaluator_for
from dlquiz.grading.gradients.reports import ArgumentCheck, GradientReport
from dlquiz.grading.gradients.slopes import CHUNK, Cotangents, Loss, dtype_name, require_float64


def central_difference(f: Callable[[Tensor], Tensor], at: Tensor, direction: Tensor, *, step: float) -> Tensor:
    """Slope of f along a direction: (f(at + step·direction) - f(at - step·direction)) / 2 step.

    Args:
        f: tensor → tensor.
        at: float64, any shape.
        direction: like `at`.
        step: 6e-6 times the size of `at` is best; the slope is then good to about ten digits.

    Returns:
        The Jacobian-vector product, shaped like f's output.
    """
    require_float64(at, "at")
    return (f(at + step * direction) - f(at - step * direction)) / (2 * step)


def numerical_vjp(
    f: Function | None,
    at: Sequence[object],
    cotangents: Cotangents,
    argnum: int,
    *,
    evaluator: Evaluator | None = None,
) -> Tensor:
    """Gradient of <cotangents, f(*at)> by one argument, element by element.

    Args:
        f: takes `at`, returns a tensor or a tuple of tensors. None if an evaluator is given.
        at: the arguments. Never changed.
        cotangents: like f's outputs; None for an output that doesn't count, such as indices.
        argnum: the argument to differentiate by: a float64 tensor.
        evaluator: evaluates f near `at`; by default in this process.

    Returns:
        float64, like the argument. At a kink the mean of the one-sided slopes; NaN where the argument is not finite,
        or f isn't nearby.

    Raises:
        TypeError: complex numbers, or an argument that isn't a float64 tensor.
        ValueError: cotangents that don't fit the outputs.
    """
    loss = Loss(evaluator_for(f, at, evaluator), at, cotangents, argnum)
    gradient = torch.full_like(loss.steps, math.nan)
    movable = loss.movable()
    for members in torch.split(movable, max(1, CHUNK // max(1, loss.steps.numel()))):
        gradient[members] = loss.slopes(loss.rays(torch.split(members, 1))).value / loss.steps[members]
    return gradient.reshape(loss.x.shape)


def check_gradients(
    f: Function | None,
    analytic: Sequence[object],
    at: Sequence[object],
    cotangents: Cotangents,
    *,
    evaluator: Evaluator | None = None,
    wrt: Sequence[int] | None = None,
    names: Sequence[str] | None = None,
    directions: int = 3,
    limit: int = 64,
    rtol: float = 1e-7,
    atol: float = 1e-9,
    generator: torch.Generator | None = None,
) -> GradientReport:
    """Compare an analytic gradient of <cotangents, f(*at)> with f itself.

    Args:
        f: takes `at`, returns a tensor or a tuple of tensors. None if an evaluator is given.
        analytic: one gradient for each argument in `at`; what stands beside an argument not in `wrt` is not read.
        at: the arguments. Never changed.
        cotangents: like f's outputs; None for an output that doesn't count. Draw them at random: with ones, the
            gradient of a softmax or a layer norm is zero and proves nothing.
        evaluator: evaluates f near `at`; by default in this process.
        wrt: positions of the arguments to check; by default all floating-point tensors.
        names: of all arguments; by default those in f's signature.
        directions: how many random directions are tried first.
        limit: how many elements are compared at a time once a direction disagrees. A larger argument is split into
            that many groups, and the groups that disagree are looked into, the worst first, until wrong elements are
            found: a single one among many thousands is, yet where many are wrong, not all are listed.
        rtol: allowed relative to the slope, beyond the measured uncertainty.
        atol: allowed absolutely, beyond the measured uncertainty.
        generator: draws the directions; by default a fresh one with a fixed seed.

    Raises:
        TypeError: complex arguments or outputs, or floating-point arguments that aren't float64: convert them first.
        ValueError: cotangents that don't fit the outputs.
        Exception: what f raises at the point itself.
    """
    if wrt is None:
        wrt = [n for n, x in enumerate(at) if isinstance(x, Tensor) and (x.is_floating_point() or x.is_complex())]
    evaluator = evaluator_for(f, at, evaluator)
    names = names or _names(f, len(at))
    generator = generator or torch.Generator().manual_seed(0)
    results, not_finite = [], 0
    for argnum in wrt:
        loss = Loss(evaluator, at, cotangents, argnum)
        gradient = analytic[argnum] if argnum < len(analytic) else None
        problem = _unusable(gradient, loss.x) or loss.problem
        if isinstance(gradient, Tensor) and not problem:
            result = Comparison(loss, gradient, rtol, atol).check(directions, limit, generator)
        else:
            result = ArgumentCheck("", ok=False, size=loss.steps.numel(), problem=problem)
        results.append(replace(result, name=names[argnum]))
        not_finite = loss.not_finite
    return GradientReport(tuple(results), not_finite)


def _unusable(gradient: object, x: Tensor) -> str:
    """Why a gradient of x can't be compared, in one clause; empty if it can."""
    if gradient is None:
        return "is None"
    if not isinstance(gradient, Tensor):
        return f"is of type {type(gradient).__name__}, not a tensor"
    if gradient.layout != torch.strided:
        return "is a sparse tensor"
    for what, mine, due in (
        ("has shape", list(gradient.shape), list(x.shape)),
        ("is", dtype_name(gradient), dtype_name(x)),
        ("is on", gradient.device, x.device),
    ):
        if mine != due:
            return f"{what} {mine}, the argument {due}"
    bad = int((~gradient.isfinite() & x.isfinite()).sum())
    return f"has {bad} elements that are NaN or infinite" if bad else ""


def _names(f: Function | None, count: int) -> list[str]:
    """Names of f's first arguments; "argument 2" where the signature doesn't tell."""
    try:
        parameters = list(inspect.signature(f).parameters.values()) if f is not None else []
    except (TypeError, ValueError):
        parameters = []
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return names[:count] + [f"argument {n}" for n in range(len(names), count)]
