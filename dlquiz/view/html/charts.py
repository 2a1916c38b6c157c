"""The geometry of charts; the templates draw it as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10
WIDTH, HEIGHT, BASE, TOP = 640, 200, 168, 20  # of the drawing; the bars stand on BASE and end below TOP
GAP = 6


@dataclass(frozen=True)
class Bar:
    """One bar: `x`, `y`, `width`, `height` in units of the drawing, what is below it, and how many it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int


def histogram(shares: Sequence[float]) -> tuple[Bar, ...]:
    """Ten bars for scores in [0, 1]: 0 to under 10 %, …, 90 to 100 %."""
    counts = [0] * BINS
    for share in shares:
        counts[min(BINS - 1, max(0, int(share * BINS + 1e-9)))] += 1
    most, step = max(counts) or 1, WIDTH / BINS
    bars = []
    for position, number in enumerate(counts):
        height = round((BASE - TOP) * number / most, 2)
        label = f"{position * 10}–{(position + 1) * 10} %"
        bars.append(Bar(position * step + GAP / 2, round(BASE - height, 2), step - GAP, height, label, number))
    return tuple(bars)
