"""How far apart are right answers? `python -m tests.bench.spread` prints the share of the tolerance that they use.

Every alternative of the bank, and every solution made to add up in another order, on odd strides, in float64 inside
(bank/variants.py), is compared with the reference in all checks, under several seeds. dlquiz/grading/tolerance.py
quotes the result. Runs in this process, without a sandbox: the answers are the bank's own.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from dlquiz.bank import Bank
from dlquiz.bank.variants import RIGHT, right
from dlquiz.grading.proxies import LocalChannel
from dlquiz.grading.reference import LocalReference
from dlquiz.grading.run import Run
from dlquiz.grading.spec import read_checks
from dlquiz.grading.tolerance import tolerance_for
from dlquiz.grading.trial import Target, Trial
from dlquiz.model import Exercise

SEEDS = ("practice", "spread 1", "spread 2")


@dataclass(frozen=True)
class Share:
    """The largest part of the tolerance that one comparison used."""

    dtype: str
    used: float
    slug: str
    check: str
    submission: str


def submissions(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """(name, source) of the right answers that are not the reference itself."""
    yield from exercise.alternatives.items()
    if exercise.meta.kind in ("implement", "repair"):
        yield from ((kind, right(exercise.solution, exercise.meta.entry, kind)) for kind in RIGHT)


def shares(exercise: Exercise) -> Iterator[Share]:
    """One for each comparison of floating tensors."""
    checks = [check for check in read_checks(exercise.checks) if not check.heavy]
    for name, source in submissions(exercise):
        for seed in SEEDS:
            reference = LocalReference(exercise.solution)
            trial = Trial(seed, exercise.meta.slug, exercise.meta.entry, reference)
            answer = LocalChannel(source, "answer.py")
            for check in checks:
                for dtype in check.dtypes:
                    run = trial.run(check, Target(dtype), answer, trial.tape())
                    for used in used_in(run):
                        yield Share(dtype, used, exercise.meta.slug, check.name, name)


def used_in(run: Run) -> Iterator[float]:
    """The share of each comparison that a check filed, of those under the table's tolerance."""
    for item in run.filed:
        if item.gap is None or not item.ok:
            continue
        for got, want in pairs(item.got, item.want):
            if want.is_floating_point() and want.numel():
                yield share(got, want)


def pairs(got: Any, want: Any) -> Iterator[tuple[Tensor, Tensor]]:
    """The tensors of two answers that agree, side by side; a dict's may stand in another order."""
    if isinstance(want, Tensor):
        yield got, want
    elif isinstance(want, (tuple, list)):
        for mine, theirs in zip(got, want, strict=True):
            yield from pairs(mine, theirs)
    elif isinstance(want, dict):
        for key in want:
            yield from pairs(got[key], want[key])


def share(got: Tensor, want: Tensor) -> float:
    """The largest |got − want| as a part of what is allowed there."""
    tolerance, finite = tolerance_for(want.dtype, "cpu"), torch.isfinite(want)
    got, want = got[finite].double(), want[finite].double()
    if not want.numel():
        return 0.0
    allowed = tolerance.atol * want.abs().max().clamp(min=1) + tolerance.rtol * want.abs()
    return float(((got - want).abs() / allowed).max())


def main() -> None:
    """Prints the largest shares of each dtype; arguments are slugs (default: all but training)."""
    bank = Bank.find(None)
    slugs = sys.argv[1:] or [meta.slug for meta in bank.metas() if meta.kind != "train"]
    found: dict[str, list[Share]] = defaultdict(list)
    for slug in slugs:
        for item in shares(bank.exercise(slug)):
            found[item.dtype].append(item)
    for dtype, items in found.items():
        items.sort(key=lambda item: -item.used)
        differ = [item for item in items if item.used > 0]
        print(f"{dtype}: {len(items)} comparisons, {len(differ)} of them not bit for bit equal")
        worst: dict[Any, Share] = {}
        for item in items:
            worst.setdefault((item.slug, item.check), item)
        for item in list(worst.values())[:8]:
            print(f"  {item.used:9.2e} of the tolerance: {item.slug}, “{item.check}”, {item.submission}")


if __name__ == "__main__":
    main()
