"""The assertion `gradient`: a backward held against two oracles, and what is said when it fails.

The reference's backward decides. The numerical gradient of the reference's *forward* guards against a wrong reference
(that is an author's error, never the learner's), and the numerical gradient of the learner's own forward tells which
part is wrong: the forward, the backward, or both.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from dlquiz.grading.assertions import gap
from dlquiz.grading.compare import Difference, agree, difference
from dlquiz.grading.gradients import GradientReport, LocalEvaluator, check_gradients
from dlquiz.grading.proxies import AuthorError, Reference, Remote
from dlquiz.grading.run import Filed, Run, current
from dlquiz.model import Verdict
from dlquiz.sandbox.process import Missing, Raised, Unreadable

ROWS = 4  # of the table of the worst elements
BLATANT = 1e-4  # the reference is doubted beyond this: kinks that meet in one output can move a difference a little


def gradient(impl: Remote, ref: Remote, forward: str, backward: str, at: Sequence[Any]) -> None:
    """`impl.backward(cotangent, *at)` is the gradient of `ref.forward(*at)`, for a random cotangent.

    `at` are the forward's arguments; floating tensors (and None in their place) have gradients, in this order.
    If the submission has a callable `forward` too, the verdict says whether that one is right and whether the backward
    belongs to it.
    """
    run = current()
    at = tuple(at)
    output = getattr(ref, forward)(*at)
    cotangent = _like(output, run)
    got = getattr(impl, backward)(cotangent, *at)
    want = getattr(ref, backward)(cotangent, *at)
    ok = agree(got, want)
    names = run.extra.get("names", {}).get(forward, ())
    problem = Problem(impl, ref, forward, names, at, output, cotangent, got, want)
    found = None
    if run.explains and run.draw.dtype is torch.float64:
        problem.oracle.vouch(problem)
        run.gradients.append(problem)
    if run.explains and not ok:
        found = problem.explain()  # now, while the learner's side can still be asked
    item = Filed(got, want, agree, lambda: found, run.call_of(got), ok, comparable=True, gap=gap)
    run.file(item)


def _like(output: Any, run: Run) -> Any:
    if isinstance(output, (tuple, list)):
        return tuple(_like(part, run) for part in output)
    return run.draw.normal(*output.shape, mean=0.0, std=1.0)


class SideEvaluator:
    """Evaluates a forward on its own side: all points in one request."""

    def __init__(self, module: Remote, forward: str, at: tuple[Any, ...]) -> None:
        self.side, self.forward, self.at = module._side, forward, at

    def evaluate(self, argnum: int, points: Tensor) -> tuple[Tensor, ...]:
        """See gradients.Evaluator."""
        args = (*self.at[:argnum], points, *self.at[argnum + 1 :])
        outputs = self.side.channel.request("evaluate", 0, self.forward, args, {"argnum": argnum})
        if not isinstance(outputs, tuple) or not all(isinstance(part, Tensor) for part in outputs):
            raise TypeError("the forward returned something else than tensors")
        return outputs


@dataclass
class Problem:
    """One backward at one point, and all that is known about it."""

    impl: Remote
    ref: Remote
    forward: str
    names: tuple[str, ...]
    at: tuple[Any, ...]
    output: Any
    cotangent: Any
    got: Any
    want: Any

    @property
    def wanted(self) -> list[tuple[int, Tensor]]:
        """(position among the arguments, the reference's gradient) for each argument that has one."""
        if isinstance(self.want, Tensor):
            return [(next(i for i, value in enumerate(self.at) if _floating(value)), self.want)]
        places = [i for i, value in enumerate(self.at) if value is None or _floating(value)]
        if len(places) != len(self.want):
            raise AuthorError(
                f"{len(self.want)} gradients for {len(places)} differentiable arguments of {self.forward}"
            )
        return [(i, value) for i, value in zip(places, self.want, strict=True) if value is not None]

    @property
    def oracle(self) -> Reference:
        """The reference itself, which knows numerical gradients, too."""
        channel: Any = self.ref._side.channel  # a tape, or the bare reference
        return getattr(channel, "channel", channel)  # type: ignore[no-any-return]

    def numerically(self, evaluator: Any, gradients: dict[int, Any]) -> GradientReport:
        """Holds gradients (by position) against finite differences."""
        analytic = [gradients.get(i) for i in range(len(self.at))]
        wrt = sorted(gradients)
        names = self.names if len(self.names) == len(self.at) else None
        return check_gradients(None, analytic, self.at, self.cotangent, evaluator=evaluator, wrt=wrt, names=names)

    def guard(self, evaluator: LocalEvaluator) -> None:
        """Raises AuthorError unless the reference's backward is the gradient of its forward."""
        report = self.numerically(evaluator, dict(self.wanted))
        names = ", ".join(a.name for a in report.arguments if not a.ok and (a.problem or a.error > BLATANT))
        if not names:
            return
        raise AuthorError(f"the reference's own backward is not the gradient of its {self.forward}: {names}")

    def explain(self) -> Difference:
        """What to tell: structure first, then which part is wrong, each argument's state, the worst elements."""
        found = difference(self.got, self.want)
        assert found is not None
        if found.verdict not in (Verdict.WRONG_VALUE, Verdict.NOT_FINITE) or not self._comparable():
            return found
        lines, worst = [], None
        for position, (index, want) in enumerate(self.wanted):
            name = f"grad_{self.names[index]}" if index < len(self.names) else f"gradient {position + 1}"
            got = self._got(index)
            right = agree(got, want)
            lines.append(f"{name} {'✓' if right else '✗'} {gap(got, want):.1e}")
            if not right and worst is None:
                worst = (index, name, got, want)
        assert worst is not None
        evidence = ("   ".join(lines), f"the worst of {worst[1]}:")
        message = self._which_part()
        return Difference(
            Verdict.WRONG_GRADIENT, message, evidence, found.path, found.index, found.got, found.expected,
            found.largest, found.allowed, self._table(*worst),
        )  # fmt: skip

    def _comparable(self) -> bool:
        """True if each gradient is there, and a tensor of the right shape and dtype."""
        if not isinstance(self.want, Tensor) and not isinstance(self.got, (tuple, list)):
            return False
        pairs = [(self._got(index), want) for index, want in self.wanted]
        return all(
            isinstance(got, Tensor) and (got.shape, got.dtype) == (want.shape, want.dtype) for got, want in pairs
        )

    def _got(self, index: int) -> Any:
        """The learner's gradient by the argument at `index`."""
        if isinstance(self.want, Tensor):
            return self.got
        places = [i for i, value in enumerate(self.at) if value is None or _floating(value)]
        return self.got[places.index(index)]

    def _which_part(self) -> str:
        state = self._own_forward()
        if state is None:
            return "The backward is not the gradient of the forward."
        forward_right, belongs = state
        if forward_right:
            return "Your forward is right. Your backward does not belong to it."
        if belongs:
            return "Your backward belongs to your forward, but your forward is not the one that is asked for."
        return "Your forward is not the one that is asked for, and your backward does not belong to it either."

    def _own_forward(self) -> tuple[bool, bool] | None:
        """(is the learner's forward right, is their backward its gradient); None if there is no such forward."""
        side = self.impl._side
        try:
            if not side.channel.request("has", 0, self.forward, (), {}):
                return None
            right = agree(side.channel.request("call", 0, self.forward, self.at, {}), self.output)
            if right or any(_floating(value) and value.dtype != torch.float64 for value in self.at):
                return right, False
            evaluator = SideEvaluator(self.impl, self.forward, self.at)
            gradients = {index: self._got(index) for index, _ in self.wanted}
            return right, self.numerically(evaluator, gradients).ok
        except (Raised, Missing, Unreadable, TypeError, ValueError):
            return None

    def _table(self, index: int, name: str, got: Tensor, want: Tensor) -> tuple[tuple[str, ...], ...]:
        """The elements that are furthest off, with the numerical gradient of the reference's forward beside them."""
        numerical = None
        if want.dtype is torch.float64:
            numerical = self.oracle.numerical(self.forward, self.at, self.cotangent, index)
            numerical = None if numerical is None else numerical.reshape(-1)
        distance = (got.double() - want.double()).abs().reshape(-1)
        order = torch.where(torch.isfinite(distance), distance, math.inf).argsort(descending=True, stable=True)
        rows = [("index", "yours", *(["numerical"] if numerical is not None else []), "reference")]
        for flat in order[:ROWS].tolist():
            place = torch.unravel_index(torch.tensor(flat), want.shape) if want.dim() else ()
            numbers = [
                got.reshape(-1)[flat],
                *([numerical[flat]] if numerical is not None else []),
                want.reshape(-1)[flat],
            ]
            label = f"[{', '.join(str(int(i)) for i in place)}]"
            rows.append((label, *(f"{float(number):.4g}" for number in numbers)))
        return tuple(rows)


def _floating(value: Any) -> bool:
    return isinstance(value, Tensor) and value.is_floating_point()
