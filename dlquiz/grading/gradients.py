"""Numerical gradient checks: is this the gradient of that function?

A library of its own: it needs torch and nothing else of dlquiz. For y = f(x, …) and a cotangent c, the gradient that
a backward pass returns is that of the number L(x) = <c, f(x)>. `check_gradients` compares it with finite differences
of L: first along a few random directions of each argument, all in one batch, and element by element only where a
direction disagrees. `numerical_vjp` gives the whole numerical gradient, `central_difference` one slope.

The numbers. Along a ray x + t·d, where d is as long as the step, write φ(t) = L(x + t·d).

- Slope: (φ(1) - φ(-1)) / 2, a central difference.
- Step: it errs by truncation, h²/6 · φ''', and by roundoff, ε|L| / h. Their sum is least near h = ε^(1/3), about 6e-6,
  where φ changes on the scale of 1. The scale is taken to be the argument's largest element, yet not above 1, so that a
  zero moves like its neighbours; an element above 1 moves by √|x| times that, so that the step survives in x + h.
- Tolerance: roundoff is taken as ROUNDING · ε · |c · f|, over the outputs that move, and as ε Σ |c · f| over the
  others, of which a saturated softmax has many. The rest is measured. At this step φ is a quadratic to within
  roundoff, so its third and fourth differences, φ(2) - 2φ(1) + 2φ(-1) - φ(-2) and
  φ(2) - 4φ(1) + 6φ(0) - 4φ(-1) + φ(-2), hold nothing but what makes the slope uncertain: truncation, noise and kinks.
  Half the sum of their sizes is the doubt. A kink where φ' jumps by J at |t| = a < 1 moves the slope by J(1 - a)/2, at
  most half of the doubt that it leaves, which is J(1 - a) for a < 2/3 and J(2a - 1) beyond. The doubt is summed over
  the outputs, where kinks of opposite sign would cancel, and no ray's counts as less than the median of its batch, for
  one can be small by luck. `rtol` and `atol` come on top, for the analytic gradient's own roundoff.
- Where the doubt is large, steps 2⁶ and 2¹² times larger (noise) and smaller (kinks nearby, strong curvature) are
  tried, and the one with the least doubt decides. An element is wrong only if the larger steps don't clear it: where f
  loses digits it is a staircase, and a step smaller than its stairs can look certain.
- Kinks: where the doubt stays, as at ReLU(0) or where two maxima tie, L has one slope on each side. All values between
  the two are subgradients and are accepted; so is zero, which a ReLU at zero passes back whatever stands behind it.
  The sides are taken for each output by itself and then summed, because several kinks in one element may go opposite
  ways. Along a direction that mixes elements no such rule holds, so a direction with a kink decides nothing and its
  elements do. Not covered: kinks inside f that meet in one output.

Sources: Griewank and Walther 2008, Evaluating Derivatives; Moré and Wild 2011, Estimating Computational Noise
(difference tables); Clarke 1983, Optimization and Nonsmooth Analysis (subgradients).
"""

import copy
import inspect
import math
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import torch
from torch import Tensor

Function = Callable[..., Tensor | tuple[Tensor, ...]]
Cotangents = Tensor | Sequence[Tensor | None]

LARGER = (2.0**6, 2.0**12)  # steps, as multiples of the one derived above
LADDER = (1.0, *LARGER, 2.0**-6, 2.0**-12)
ROUNDING = 10.0  # roundoff of f in units of ε|f|: a network's operators lose about a digit
CLEAR = 1e-4  # a slope is clear if its doubt is below this part of it
CONTRADICTED = 10.0  # a clear difference is more than this many doubts
ROWS = 5  # of the table of wrong elements
MOST = 2048  # elements that are looked at, even if all of them have kinks
CHUNK = 1 << 20  # numbers in one request: 8 MiB


class Evaluator(Protocol):
    """Who evaluates f near the arguments. f may live in another process: each call is then one request."""

    def evaluate(self, argnum: int, points: Tensor) -> tuple[Tensor, ...]:
        """All outputs of f at many points that differ in one argument.

        Args:
            argnum: which argument is varied; the others are as given.
            points: (P, *shape of that argument), float64. Must stay as it is.

        Returns:
            For every output of f a stack (P, *shape of that output).
        """
        ...


class LocalEvaluator:
    """Evaluates f in this process: by `torch.func.vmap` where f allows it, else in a loop.

    f gets copies only, and each evaluation finds the generators among the arguments as they were. `vmap` refuses
    functions that branch on values or call `.item()`. Those, and any whose batched result differs from the plain one,
    are evaluated point by point.
    """

    def __init__(self, f: Function, at: Sequence[object]) -> None:
        self._f, self._at = f, [_fresh(value) for value in at]
        self._batchable: dict[int, bool] = {}  # what is known of each argument

    def evaluate(self, argnum: int, points: Tensor) -> tuple[Tensor, ...]:
        """As the protocol says. Raises what f raises, and TypeError if f returns anything but tensors."""
        if len(points) > 1 and self._batchable.get(argnum, True):
            outputs = self._batched(argnum, points)
            if argnum not in self._batchable:
                plain = self._call(argnum, points[-1])
                self._batchable[argnum] = outputs is not None and _same_but_for_rounding(outputs, plain)
            if outputs is not None and self._batchable[argnum]:
                return outputs
        rows = [self._call(argnum, point) for point in points]
        return tuple(torch.stack(output) for output in zip(*rows, strict=True))

    def _batched(self, argnum: int, points: Tensor) -> tuple[Tensor, ...] | None:
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", message="There is a performance drop")
                outputs: tuple[Tensor, ...] = torch.func.vmap(lambda point: self._call(argnum, point))(points)
        except Exception:  # vmap's or f's own: the loop will tell
            return None
        return outputs

    def _call(self, argnum: int, point: Tensor) -> tuple[Tensor, ...]:
        arguments = [_fresh(value) for value in self._at]
        arguments[argnum] = point.clone()
        returned = self._f(*arguments)
        outputs = tuple(returned) if isinstance(returned, tuple | list) else (returned,)
        for output in outputs:
            if not isinstance(output, Tensor):
                raise TypeError(f"the function must return a tensor or a tuple of tensors, not {type(output).__name__}")
        return tuple(output.detach() for output in outputs)


@dataclass(frozen=True)
class Entry:
    """One element of a gradient."""

    index: tuple[int, ...]
    analytic: float
    numerical: float


@dataclass(frozen=True)
class ArgumentCheck:
    """What became of one argument's gradient.

    Attributes:
        name: of the argument.
        ok: the analytic gradient agrees with the function.
        error: the largest difference, relative to the slopes (absolute where those are all zero).
        allowed: how large that difference could have been.
        worst: the elements that are wrong, the worst first, at most five.
        kinks: elements where f has no slope and that were accepted by their one-sided slopes, or for want of any.
        compared: what was compared in the end; "nothing" if the analytic gradient is unusable, see `problem`.
        checked: how many directions or elements that were.
        size: how many elements the argument has. If fewer were checked, groups of elements narrowed them down.
        flat: f does not depend on this argument here; a right gradient is zero.
        problem: one clause, such as "has shape [3], the argument [4]". Empty if there is none.
    """

    name: str
    ok: bool
    error: float = 0.0
    allowed: float = 0.0
    worst: tuple[Entry, ...] = ()
    kinks: int = 0
    compared: Literal["directions", "elements", "nothing"] = "nothing"
    checked: int = 0
    size: int = 0
    flat: bool = False
    problem: str = ""


@dataclass(frozen=True)
class GradientReport:
    """The checked arguments in order. `not_finite`: how many numbers that f returns are NaN or infinite."""

    arguments: tuple[ArgumentCheck, ...]
    not_finite: int = 0

    @property
    def ok(self) -> bool:
        """True if every gradient agrees."""
        return all(argument.ok for argument in self.arguments)


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
    _require_float64(at, "at")
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
    loss = _Loss(_evaluator(f, at, evaluator), at, cotangents, argnum)
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
    evaluator = _evaluator(f, at, evaluator)
    names = names or _names(f, len(at))
    generator = generator or torch.Generator().manual_seed(0)
    results, not_finite = [], 0
    for argnum in wrt:
        loss = _Loss(evaluator, at, cotangents, argnum)
        gradient = analytic[argnum] if argnum < len(analytic) else None
        problem = _unusable(gradient, loss.x) or loss.problem
        if isinstance(gradient, Tensor) and not problem:
            result = _Comparison(loss, gradient, rtol, atol).check(directions, limit, generator)
        else:
            result = ArgumentCheck("", ok=False, size=loss.steps.numel(), problem=problem)
        results.append(replace(result, name=names[argnum]))
        not_finite = loss.not_finite
    return GradientReport(tuple(results), not_finite)


@dataclass(frozen=True)
class _Slopes:
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

    def take(self, other: "_Slopes", which: Tensor, rays: Tensor) -> None:
        """Takes those of `other`, slopes of some `rays` of these, for which `which` is true."""
        for mine, theirs in zip(self.columns(), other.columns(), strict=True):
            mine[rays[which]] = theirs[which]

    def clear(self) -> Tensor:
        """Which slopes can be relied on. (R,), bool."""
        size = self.value.abs()
        largest = size.max() if len(size) else size
        return (self.doubt <= self.rounding + CLEAR * size) & (self.rounding <= 10 * CLEAR * largest)


class _Loss:
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

    def slopes(self, rays: Tensor) -> _Slopes:
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

    def slopes_at(self, rays: Tensor, factor: float) -> _Slopes:
        """Slopes along rays (R, N), by `factor` times their step."""
        parts = [self._differences(part * factor) for part in torch.split(rays, self._rows)]
        columns = (torch.cat(column) / factor for column in zip(*(part.columns() for part in parts), strict=True))
        slopes = _Slopes(*columns)
        return replace(slopes, doubt=slopes.doubt.clamp(min=slopes.doubt.median())) if len(rays) else slopes

    def _differences(self, rays: Tensor) -> _Slopes:
        x = self._row
        points = torch.cat([x, x + 2 * rays, x + rays, x - rays, x - 2 * rays])
        outputs = self._evaluator.evaluate(self._argnum, points.reshape(len(points), *self.x.shape))
        here, *there = self._flat(outputs, len(points)).split_with_sizes([1, *4 * [len(rays)]])  # (1, K), (R, K) each
        # c·(f(x + t·d) - f(x)); -inf at both places is no change
        far, near, back, far_back = (torch.where(y == here, 0.0, y - here) * self._weights for y in there)
        third, fourth = far - 2 * near + 2 * back - far_back, far - 4 * near - 4 * back + far_back
        doubt = (third.abs() + fourth.abs()) / 2
        bent = doubt > CLEAR * (near.abs() + back.abs())
        low, high = torch.minimum(near, -back), torch.maximum(near, -back)
        size = (self._eps * here.nan_to_num(0.0, 0.0, 0.0) * self._weights).abs()
        moving = (far != 0) | (near != 0) | (back != 0) | (far_back != 0)
        return _Slopes(
            value=(near - back).sum(dim=1) / 2,
            doubt=doubt.sum(dim=1).nan_to_num(math.inf),
            low=torch.where(bent, low.clamp(max=0), low).sum(dim=1),
            high=torch.where(bent, high.clamp(min=0), high).sum(dim=1),
            rounding=ROUNDING * _length(moving * size) + (~moving * size).sum(dim=1),
        )

    def _flat(self, outputs: tuple[Tensor, ...], count: int) -> Tensor:
        """The outputs that count at `count` points, side by side: (P, K)."""
        if [output.shape for output in outputs] != [(count, *shape) for shape in self._shapes]:
            raise ValueError("the function's outputs don't keep their number and shapes when an argument varies")
        return torch.cat([outputs[n].reshape(count, self._shapes[n].numel()).double() for n in self._kept], dim=1)


class _Comparison:
    """One analytic gradient against the slopes of L."""

    def __init__(self, loss: _Loss, gradient: Tensor, rtol: float, atol: float) -> None:
        self._loss, self._rtol, self._atol = loss, rtol, atol
        # what stands beside an infinite argument can't be compared, and mustn't spoil the sums
        self._gradient = gradient.detach().reshape(-1).where(loss.steps > 0, 0.0)  # (N,)

    def check(self, directions: int, limit: int, generator: torch.Generator) -> ArgumentCheck:
        """Along random directions; by elements if one of those disagrees or can't tell."""
        rays = self._loss.directions(directions, generator)
        slopes = self._loss.slopes(rays)
        agree, _ = self._verdicts(rays, slopes)
        flat = not slopes.value.any()
        if not agree.all():
            return replace(self._by_elements(limit), flat=flat)
        scale = self._scale(rays, slopes)
        return ArgumentCheck(
            "",
            ok=True,
            error=_largest((rays @ self._gradient - slopes.value).abs(), scale),
            allowed=_largest(self._slack(rays, slopes) + slopes.doubt, scale),
            compared="directions",
            checked=directions,
            size=len(self._gradient),
            flat=flat,
        )

    def _by_elements(self, limit: int) -> ArgumentCheck:
        """By single elements, the most suspicious first, until some are wrong or `MOST` have been looked at."""
        result = ArgumentCheck("", ok=True, compared="elements", size=len(self._gradient))
        for members in self._search(self._loss.movable(), limit):
            batch = self._elements(members)
            result = replace(
                batch,
                error=max(batch.error, result.error),
                kinks=batch.kinks + result.kinks,
                checked=batch.checked + result.checked,
            )
            if not result.ok or result.checked >= MOST:
                break
        return result

    def _search(self, members: Tensor, limit: int) -> Iterator[Tensor]:
        """Batches of about `limit` elements that stand in groups which don't agree, the worst groups first."""
        if len(members) <= limit:
            yield members
            return
        groups = members.tensor_split(limit)
        rays = self._loss.rays(groups)
        slopes = self._loss.slopes(rays)
        agree, disagree = (verdict.tolist() for verdict in self._verdicts(rays, slopes))
        distance = (rays @ self._gradient - slopes.value).abs().nan_to_num(0.0).tolist()
        order = sorted(range(len(groups)), key=lambda n: (disagree[n], distance[n]), reverse=True)
        suspects = [groups[n] for n in order if not agree[n]]
        if suspects:
            for part in torch.split(torch.cat(suspects), max(limit, len(groups[0]))):
                yield from self._search(part, limit)

    def _elements(self, members: Tensor) -> ArgumentCheck:
        steps, rays = self._loss.steps[members], self._loss.rays(torch.split(members, 1))
        slopes = self._loss.slopes(rays)
        agree, accepted = self._judge(rays, slopes)
        for factor in LARGER:  # roundoff may have looked certain
            wrong = (~agree & ~accepted).nonzero()[:, 0]
            if len(wrong):
                other = self._loss.slopes_at(rays[wrong], factor)
                convinced, _ = self._verdicts(rays[wrong], other)
                slopes.take(other, convinced, wrong)
                agree[wrong] = convinced
        analytic, numerical = self._gradient[members], slopes.value / steps
        distance = torch.where(accepted, 0.0, analytic - numerical).abs().nan_to_num(math.inf)
        scale = numerical.nan_to_num(0.0).abs().max() if len(members) else steps.new_ones(())
        worst = [n for n in distance.argsort(descending=True).tolist() if not (agree[n] or accepted[n])]
        return ArgumentCheck(
            "",
            ok=not worst,
            error=_largest(distance, scale),
            allowed=_largest((self._slack(rays, slopes) + slopes.doubt.where(agree, 0.0)) / steps, scale),
            worst=tuple(self._entry(int(members[n]), float(numerical[n])) for n in worst[:ROWS]),
            kinks=int((accepted & self._bent(rays, slopes)).sum()),
            compared="elements",
            checked=len(members),
            size=len(self._gradient),
        )

    def _judge(self, rays: Tensor, slopes: _Slopes) -> tuple[Tensor, Tensor]:
        """Which single elements agree, and which others are accepted for what their one-sided slopes say. (R,) each."""
        agree, disagree = self._verdicts(rays, slopes)
        analytic, slack = rays @ self._gradient, self._slack(rays, slopes)
        between = (slopes.low - slack <= analytic) & (analytic <= slopes.high + slack)
        unknown = ~(slopes.high - slopes.low).isfinite()
        return agree, ~agree & ~disagree & (between | unknown)

    def _verdicts(self, rays: Tensor, slopes: _Slopes) -> tuple[Tensor, Tensor]:
        """Which rays surely agree and which surely don't; the others can't tell. (R,) each."""
        distance, slack = (rays @ self._gradient - slopes.value).abs(), self._slack(rays, slopes)
        agree = (distance <= slack + slopes.doubt) & (slopes.doubt <= slack + CLEAR * self._scale(rays, slopes))
        return agree, distance > slack + CONTRADICTED * slopes.doubt

    def _bent(self, rays: Tensor, slopes: _Slopes) -> Tensor:
        """Where the one-sided slopes differ, or one of them doesn't exist. (R,), bool."""
        return ~(slopes.high - slopes.low <= self._slack(rays, slopes) + CLEAR * self._scale(rays, slopes))

    def _slack(self, rays: Tensor, slopes: _Slopes) -> Tensor:
        return self._atol * _length(rays) + self._rtol * self._scale(rays, slopes) + slopes.rounding

    def _scale(self, rays: Tensor, slopes: _Slopes) -> Tensor:
        """How large a slope along each ray is to be expected: (R,). The slope itself may vanish by cancellation."""
        return torch.maximum(_length(rays * self._gradient), slopes.value.abs().nan_to_num(0.0))

    def _entry(self, member: int, numerical: float) -> Entry:
        index = torch.unravel_index(torch.tensor(member), self._loss.x.shape)
        return Entry(tuple(int(i) for i in index), float(self._gradient[member]), numerical)


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
            raise TypeError(f"output {n} is {_dtype(output)} and has no gradient: give None as its cotangent")
        if cotangent.shape != output.shape[1:]:
            raise ValueError(f"output {n} has shape {list(output.shape[1:])}, its cotangent {list(cotangent.shape)}")
        kept.append(n)
        weights.append(cotangent.detach().reshape(-1).double())
    if not kept:
        raise ValueError("no output has a cotangent: there is no gradient to check")
    return kept, torch.cat(weights)


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
        ("is", _dtype(gradient), _dtype(x)),
        ("is on", gradient.device, x.device),
    ):
        if mine != due:
            return f"{what} {mine}, the argument {due}"
    bad = int((~gradient.isfinite() & x.isfinite()).sum())
    return f"has {bad} elements that are NaN or infinite" if bad else ""


def _argument(at: Sequence[object], argnum: int) -> Tensor:
    x = at[argnum]
    if not isinstance(x, Tensor):
        raise TypeError(f"argument {argnum} is of type {type(x).__name__}: only tensors have a gradient")
    _require_float64(x, f"argument {argnum}")
    return x


def _require_float64(x: Tensor, name: str) -> None:
    if x.is_complex():
        raise TypeError(f"{name} is complex: numerical gradient checks cover real numbers only")
    if x.dtype != torch.float64:
        raise TypeError(f"{name} is {_dtype(x)}: gradients are checked in float64, convert it with .double()")


def _dtype(x: Tensor) -> str:
    return str(x.dtype).removeprefix("torch.")


def _evaluator(f: Function | None, at: Sequence[object], evaluator: Evaluator | None) -> Evaluator:
    if evaluator is not None:
        return evaluator
    if f is None:
        raise TypeError("give the function or an evaluator")
    return LocalEvaluator(f, at)


def _names(f: Function | None, count: int) -> list[str]:
    """Names of f's first arguments; "argument 2" where the signature doesn't tell."""
    try:
        parameters = list(inspect.signature(f).parameters.values()) if f is not None else []
    except (TypeError, ValueError):
        parameters = []
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return names[:count] + [f"argument {n}" for n in range(len(names), count)]


def _fresh(value: object) -> object:
    """A copy that f may change."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    if isinstance(value, torch.Generator):
        return torch.Generator(value.device).set_state(value.get_state())
    return copy.deepcopy(value) if isinstance(value, list | dict) else value


def _same_but_for_rounding(batched: tuple[Tensor, ...], plain: tuple[Tensor, ...]) -> bool:
    """True if the last of the batched results is the plain one."""
    return len(batched) == len(plain) and all(_close(b[-1], p) for b, p in zip(batched, plain, strict=True))


def _close(a: Tensor, b: Tensor) -> bool:
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    if not a.is_floating_point():
        return torch.equal(a, b)
    size = float(b.nan_to_num(0.0, 0.0, 0.0).abs().max()) if b.numel() else 0.0
    return torch.allclose(a, b, rtol=0.0, atol=1e4 * torch.finfo(b.dtype).eps * size, equal_nan=True)


def _length(rays: Tensor) -> Tensor:
    length: Tensor = torch.linalg.vector_norm(rays, dim=1)
    return length


def _largest(distance: Tensor, scale: Tensor) -> float:
    """The largest distance as a part of its scale, or by itself where that is zero."""
    parts = distance / scale.where(scale > 0, 1.0)
    return float(parts.max()) if parts.numel() else 0.0
