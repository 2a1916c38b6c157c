"""Slopes of L(x) = <cotangents, f(…, x, …)> along rays, by differences, each with a measure of its own doubt."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from dlquiz.grading.gradients.evaluation import Evaluator

Cotangents = Tensor | Sequence[Tensor | None]

LARGER = (2.0**6, 2.0**12)  # steps, as multiples of the one derived above
PLACES = (2.0, 1.0, -1.0, -2.0)  # t of the points along a ray
LADDER = (1.0, *LARGER, 2.0**-6, 2.0**-12)
ROUNDING = 10.0  # roundoff of f in units of ε|f|: a network's operators lose about a digit
CLEAR = 1e-4  # a slope is clear if its doubt is below this part of it
CHUNK = 1 << 20  # numbers in one request: 8 MiB


@dataclass(frozen=True)
class Slopes:
    """Slopes of L along R rays, per unit of t. All (R,).

    Attributes:
        value: the slope.
        doubt: how far off it may be.
        low, high: the smaller and the larger one-sided slope, summed over the outputs.
        rounding: the roundoff to expect.
    """

    value: Tensor
    doubt: Tensor
    low: Tensor
    high: Tensor
    rounding: Tensor

    def columns(self) -> tuple[Tensor, ...]:
        """The fields in order."""
        return self.value, self.doubt, self.low, self.high, self.rounding

    def take(self, other: "Slopes", which: Tensor, rays: Tensor) -> None:
        """Takes those of `other`, slopes of some `rays` of these, for which `which` is true."""
        for mine, theirs in zip(self.columns(), other.columns(), strict=True):
            mine[rays[which]] = theirs[which]

    def clear(self) -> Tensor:
        """Which slopes can be relied on. (R,), bool."""
        size = self.value.abs()
        largest = size.max() if len(size) else size
        return (self.doubt <= self.rounding + CLEAR * size) & (self.rounding <= 10 * CLEAR * largest)


class Loss:
    """L(x) = <cotangents, f(…, x, …)> as a function of one argument of N elements: its steps, its slopes along rays."""

    def __init__(self, evaluator: Evaluator, at: Sequence[object], cotangents: Cotangents, argnum: int) -> None:
        x = _argument(at, argnum)
        self.x = x.detach()
        self._evaluator, self._argnum, self._row = evaluator, argnum, self.x.reshape(1, -1)
        outputs = evaluator.evaluate(argnum, self.x[None])
        self._kept, self._weights = _weights(cotangents, outputs)
        self._shapes = [output.shape[1:] for output in outputs]
        y = self._flat(outputs, 1)
        self.not_finite = int((~y.isfinite()).sum())
        self.problem = f"can't be checked: f returns NaN {int(y.isnan().sum())} times" if y.isnan().any() else ""
        self._eps = max(torch.finfo(outputs[n].dtype).eps for n in self._kept)
        numbers = y.numel() + sum(value.numel() for value in at if isinstance(value, Tensor))
        self._rows = max(1, CHUNK // (4 * max(1, numbers)))
        self.steps = _step_sizes(self._row[0], self._eps)
        self._places = self.steps.new_tensor(PLACES)[:, None, None]

    def movable(self) -> Tensor:
        """Indices of the elements that can be varied: the finite ones."""
        return self.steps.nonzero()[:, 0]

    def rays(self, groups: Sequence[Tensor]) -> Tensor:
        """One ray for each group of elements, in which those move by their steps. (R, N)."""
        rays = self.steps.new_zeros(len(groups), len(self.steps))
        for ray, members in zip(rays, groups, strict=True):
            ray[members] = self.steps[members]
        return rays

    def directions(self, count: int, generator: torch.Generator) -> Tensor:
        """Random rays in which all elements move. (count, N)."""
        random = _signs_and_sizes((count, len(self.steps)), generator).to(self.steps.device)
        return random * self.steps

    def slopes(self, rays: Tensor) -> Slopes:
        """Slopes along rays (R, N), each by the step that leaves the least doubt."""
        best = self.slopes_at(rays, LADDER[0])
        for factor in LADDER[1:]:
            unclear = (~best.clear()).nonzero()[:, 0]
            if not len(unclear):
                break
            other = self.slopes_at(rays[unclear], factor)
            better = other.doubt + other.rounding < (best.doubt + best.rounding)[unclear] / 4
            best.take(other, better, unclear)
        return best

    def slopes_at(self, rays: Tensor, factor: float) -> Slopes:
        """Slopes along rays (R, N), by `factor` times their step."""
        parts = [self._differences(part * factor) for part in torch.split(rays, self._rows)]
        columns = (torch.cat(column) / factor for column in zip(*(part.columns() for part in parts), strict=True))
        slopes = Slopes(*columns)
        return replace(slopes, doubt=slopes.doubt.clamp(min=slopes.doubt.median())) if len(rays) else slopes

    def _differences(self, rays: Tensor) -> Slopes:
        points = torch.cat([self._row, (self._row + rays * self._places).flatten(0, 1)])
        outputs = self._evaluator.evaluate(self._argnum, points.reshape(len(points), *self.x.shape))
        y = self._flat(outputs, len(points))
        here, there = y[:1], y[1:].reshape(len(PLACES), len(rays), -1)  # (1, K), (4, R, K)
        # c·(f(x + t·d) - f(x)); -inf at both places is no change
        changes = torch.where(there == here, 0.0, there - here) * self._weights
        far, near, back, far_back = changes
        third, fourth = far - 2 * near + 2 * back - far_back, far - 4 * near - 4 * back + far_back
        doubt = (third.abs() + fourth.abs()) / 2
        bent = doubt > CLEAR * (near.abs() + back.abs())
        low, high = torch.minimum(near, -back), torch.maximum(near, -back)
        size = (self._eps * here.nan_to_num(0.0, 0.0, 0.0) * self._weights).abs()
        moving = (changes != 0).any(dim=0)
        return Slopes(
            value=(near - back).sum(dim=1) / 2,
            doubt=doubt.sum(dim=1).nan_to_num(math.inf),
            low=torch.where(bent, low.clamp(max=0), low).sum(dim=1),
            high=torch.where(bent, high.clamp(min=0), high).sum(dim=1),
            rounding=ROUNDING * length(moving * size) + (~moving * size).sum(dim=1),
        )

    def _flat(self, outputs: tuple[Tensor, ...], count: int) -> Tensor:
        """The outputs that count at `count` points, side by side: (P, K)."""
        if [output.shape for output in outputs] != [(count, *shape) for shape in self._shapes]:
            raise ValueError("the function's outputs don't keep their number and shapes when an argument varies")
        return torch.cat([outputs[n].reshape(count, self._shapes[n].numel()).double() for n in self._kept], dim=1)


def _signs_and_sizes(shape: tuple[int, int], generator: torch.Generator) -> Tensor:
    """Random numbers ±(0.5 to 1.5): along them every element of a ray moves, and no two can cancel."""
    sizes = 0.5 + torch.rand(shape, generator=generator, device=generator.device, dtype=torch.float64)
    return sizes * (1 - 2 * torch.randint(2, shape, generator=generator, device=generator.device))


def _step_sizes(x: Tensor, eps: float) -> Tensor:
    """The step of each element of x (N,); zero where x is not finite."""
    size = x.abs().where(x.isfinite(), 0.0)
    scale = min(float(size.max()), 1.0) if len(x) else 1.0
    steps: Tensor = eps ** (1 / 3) * torch.minimum(size, size.sqrt()).clamp(min=scale or 1.0)
    return steps.where(x.isfinite(), 0.0)


def _weights(cotangents: Cotangents, outputs: tuple[Tensor, ...]) -> tuple[list[int], Tensor]:
    """Positions of the outputs that count, and their cotangents side by side (K,). `outputs` are stacks of one."""
    given = (cotangents,) if isinstance(cotangents, Tensor) else tuple(cotangents)
    if len(given) != len(outputs):
        raise ValueError(f"the function returns {len(outputs)} tensors, but {len(given)} cotangents are given")
    kept, weights = [], []
    for n, (cotangent, output) in enumerate(zip(given, outputs, strict=True)):
        if cotangent is None:
            continue
        if output.is_complex() or cotangent.is_complex():
            raise TypeError(
                f"output {n} or its cotangent is complex: numerical gradient checks cover real numbers only"
            )
        if not output.is_floating_point():
            raise TypeError(f"output {n} is {dtype_name(output)} and has no gradient: give None as its cotangent")
        if cotangent.shape != output.shape[1:]:
            raise ValueError(f"output {n} has shape {list(output.shape[1:])}, its cotangent {list(cotangent.shape)}")
        kept.append(n)
        weights.append(cotangent.detach().reshape(-1).double())
    if not kept:
        raise ValueError("no output has a cotangent: there is no gradient to check")
    return kept, torch.cat(weights)


def _argument(at: Sequence[object], argnum: int) -> Tensor:
    x = at[argnum]
    if not isinstance(x, Tensor):
        raise TypeError(f"argument {argnum} is of type {type(x).__name__}: only tensors have a gradient")
    require_float64(x, f"argument {argnum}")
    return x


def require_float64(x: Tensor, name: str) -> None:
    if x.is_complex():
        raise TypeError(f"{name} is complex: numerical gradient checks cover real numbers only")
    if x.dtype != torch.float64:
        raise TypeError(f"{name} is {dtype_name(x)}: gradients are checked in float64, convert it with .double()")


def dtype_name(x: Tensor) -> str:
    return str(x.dtype).removeprefix("torch.")


def length(rays: Tensor) -> Tensor:
    length: Tensor = torch.linalg.vector_norm(rays, dim=1)
    return length
