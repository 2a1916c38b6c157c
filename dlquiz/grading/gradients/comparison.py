"""One analytic gradient held against slopes: along directions first, then by groups and single elements."""

import math
from collections.abc import Iterator
from dataclasses import replace

import torch
from torch import Tensor

from dlquiz.grading.gradients.reports import ArgumentCheck, Entry
from dlquiz.grading.gradients.slopes import CLEAR, LARGER, Loss, Slopes, length

CONTRADICTED = 10.0  # a clear difference is more than this many doubts
ROWS = 5  # of the table of wrong elements
MOST = 2048  # elements that are looked at, even if all of them have kinks


class Comparison:
    """One analytic gradient against the slopes of L."""

    def __init__(self, loss: Loss, gradient: Tensor, rtol: float, atol: float) -> None:
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

    def _judge(self, rays: Tensor, slopes: Slopes) -> tuple[Tensor, Tensor]:
        """Which single elements agree, and which others are accepted for what their one-sided slopes say. (R,) each."""
        agree, disagree = self._verdicts(rays, slopes)
        analytic, slack = rays @ self._gradient, self._slack(rays, slopes)
        between = (slopes.low - slack <= analytic) & (analytic <= slopes.high + slack)
        unknown = ~(slopes.high - slopes.low).isfinite()
        return agree, ~agree & ~disagree & (between | unknown)

    def _verdicts(self, rays: Tensor, slopes: Slopes) -> tuple[Tensor, Tensor]:
        """Which rays surely agree and which surely don't; the others can't tell. (R,) each."""
        distance, slack = (rays @ self._gradient - slopes.value).abs(), self._slack(rays, slopes)
        agree = (distance <= slack + slopes.doubt) & (slopes.doubt <= slack + CLEAR * self._scale(rays, slopes))
        return agree, distance > slack + CONTRADICTED * slopes.doubt

    def _bent(self, rays: Tensor, slopes: Slopes) -> Tensor:
        """Where the one-sided slopes differ, or one of them doesn't exist. (R,), bool."""
        return ~(slopes.high - slopes.low <= self._slack(rays, slopes) + CLEAR * self._scale(rays, slopes))

    def _slack(self, rays: Tensor, slopes: Slopes) -> Tensor:
        return self._atol * length(rays) + self._rtol * self._scale(rays, slopes) + slopes.rounding

    def _scale(self, rays: Tensor, slopes: Slopes) -> Tensor:
        """How large a slope along each ray is to be expected: (R,). The slope itself may vanish by cancellation."""
        return torch.maximum(length(rays * self._gradient), slopes.value.abs().nan_to_num(0.0))

    def _entry(self, member: int, numerical: float) -> Entry:
        index = torch.unravel_index(torch.tensor(member), self._loss.x.shape)
        return Entry(tuple(int(i) for i in index), float(self._gradient[member]), numerical)


def _largest(distance: Tensor, scale: Tensor) -> float:
    """The largest distance as a part of its scale, or by itself where that is zero."""
    parts = distance / scale.where(scale > 0, 1.0)
    return float(parts.max()) if parts.numel() else 0.0
