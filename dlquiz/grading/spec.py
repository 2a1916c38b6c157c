"""The decorator `check`, and reading a checks.py."""

import linecache
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dlquiz.grading.proxies import AuthorError

SECONDS = 5.0
FILENAME = "checks.py"


@dataclass(frozen=True)
class Check:
    """One check: a function (impl, ref, draw), and what is to be known about it."""

    function: Callable[[Any, Any, Any], None]
    name: str
    points: float
    needs: tuple[str, ...]  # functions' names
    seconds: float
    dtypes: tuple[str, ...]
    trivial: bool
    heavy: bool

    @property
    def key(self) -> str:
        """The function's name."""
        return self.function.__name__


def check(
    name: str,
    points: float = 1,
    *,
    needs: Any = (),
    seconds: float = SECONDS,
    dtypes: tuple[str, ...] = ("float64", "float32"),
    trivial: bool = False,
    heavy: bool = False,
) -> Callable[[Callable[[Any, Any, Any], None]], Callable[[Any, Any, Any], None]]:
    """Makes a function (impl, ref, draw) a check.

    Args:
        name: what a learner reads, a statement that is true of a right answer ("large scores don't overflow").
        points: what it is worth.
        needs: a check above it, or several, without which this one says nothing.
        seconds: the learner's time for it.
        dtypes: in this order; the second is tried after the first has passed. A check that draws no floats runs once.
        trivial: zeros, noise or the input may pass it (the gate does not complain).
        heavy: it takes long; a mistake is replayed on it only if it matches elsewhere.
    """

    def decorate(function: Callable[[Any, Any, Any], None]) -> Callable[[Any, Any, Any], None]:
        above = needs if isinstance(needs, (tuple, list)) else (needs,)
        keys = tuple(other.__name__ for other in above)
        spec = Check(function, name, points, keys, seconds, tuple(dtypes), trivial, heavy)
        function.dlquiz_check = spec  # type: ignore[attr-defined]
        return function

    return decorate


def read_checks(text: str) -> tuple[Check, ...]:
    """The checks of a checks.py, in file order. Raises AuthorError."""
    linecache.cache[FILENAME] = (len(text), None, text.splitlines(keepends=True), FILENAME)
    module = types.ModuleType("dlquiz_checks")
    try:
        exec(compile(text, FILENAME, "exec"), module.__dict__)
    except Exception as error:
        raise AuthorError(f"checks.py can't be loaded: {type(error).__name__}: {error}") from error
    found = tuple(_checks_in(module))
    keys = [item.key for item in found]
    for position, item in enumerate(found):
        for need in item.needs:
            if need not in keys[:position]:
                raise AuthorError(f"checks.py: {item.key} needs {need}, which is no check above it")
    if not found:
        raise AuthorError("checks.py holds no check; decorate a function (impl, ref, draw) with @check")
    return found


def _checks_in(module: types.ModuleType) -> Iterator[Check]:
    for value in vars(module).values():
        spec = getattr(value, "dlquiz_check", None)
        if isinstance(spec, Check):
            yield spec
