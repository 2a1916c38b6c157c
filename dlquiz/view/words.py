"""Numbers as words that a learner reads: points, durations, counts."""

from collections.abc import Mapping

STARS = 5  # the highest difficulty


def stars(difficulty: int) -> str:
    """★★☆☆☆ for 2."""
    return "★" * difficulty + "☆" * (STARS - difficulty)


def points(got: float, most: float) -> str:
    """`2 / 10`."""
    return f"{got:g} / {most:g}"


def count(number: int, noun: str) -> str:
    """`1 try`, `4 tries`."""
    plural = noun[:-1] + "ies" if noun.endswith("ry") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"


def wider(tolerances: Mapping[str, float]) -> str:
    """`Differences may be 10 times as large as usual in float32.`"""
    times = " and ".join(f"{factor:g} times as large as usual in {dtype}" for dtype, factor in tolerances.items())
    return f"Differences may be {times}."


def duration(minutes: float) -> str:
    """`under a minute`, `12 min`, `1 h 35 min`, `3 days`."""
    whole = round(minutes)
    if minutes < 1:
        return "under a minute"
    if whole < 60:
        return f"{whole} min"
    if whole < 24 * 60:
        hours, rest = divmod(whole, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return count(round(whole / (24 * 60)), "day")


def gauge(done: float, total: float, cells: int) -> str:
    """A bar of `cells` characters; full only when all is done, and never empty once something is."""
    filled = int(cells * done / total) if total else 0
    if done > 0 and filled == 0:
        filled = 1
    return "▰" * filled + "▱" * (cells - filled)
