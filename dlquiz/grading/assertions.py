"""What checks.py may say about the learner's answers. Every assertion files its finding and the check runs on.

An exception of the learner's ends the check; it is caught outside. Each assertion brings its own test (`agrees`), by
which a known mistake's answer is later compared with the learner's.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from dlquiz.grading.compare import Allowed, Difference, agree, difference, real_number, whole_number
from dlquiz.grading.describe import argument_name, helper_source, noun
from dlquiz.grading.proxies import AuthorError, Call, Remote
from dlquiz.grading.run import Filed, current
from dlquiz.grading.tolerance import Tolerance
from dlquiz.model import Verdict
from dlquiz.sandbox.process import Raised
from dlquiz.sandbox.values import Seed, Stream, tensors_in

NOT_REFUSED = (
    "This call is to be refused, and your function answers it. Look at what it tests of its arguments before it "
    "begins: what is special about these has to be among it."
)
OVERWRITTEN = (
    "Your code writes into {}, which belongs to the caller: the numbers that were there are gone. Look for a method "
    "whose name ends in an underscore, for `+=` and its like, and for an assignment to a part of it."
)


def close(
    got: Any,
    want: Any,
    *,
    why: str = "",
    says: str = "",
    condition: float | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    reason: str = "",
) -> None:
    """`got` (the learner's) equals `want` (the reference's): kind, shape, dtype, device and, within tolerance, values.

    Works through tuples, lists and dicts. The tolerance comes from one table by dtype and device. Where rounding
    errors grow, `condition` says how much: about √n for a sum of n numbers, n for n steps, the size of numbers whose
    difference counts (tolerance.py). An override (`rtol`, `atol`) needs its `reason`, which the learner reads.
    `why` is said first in the failure.
    `says` is the diagnosis where nothing more exact is known: for a comparison that leaves one thing to be wrong.
    """
    if _has_handle(want):
        raise AuthorError("close: the expected value is an object of the reference, not a value; compare its parts")
    tolerance = _override(rtol, atol, reason) or condition
    run = current()
    run.file(replace(_comparison(got, want, run.call_of(got), tolerance, why), says=says))


def _comparison(got: Any, want: Any, call: Call | None, tolerance: Allowed, why: str) -> Filed:
    return Filed(
        got, want, lambda a, b: agree(a, b, tolerance), lambda: difference(got, want, tolerance), call,
        agree(got, want, tolerance), why, comparable=True, gap=gap,
        again=None if why else lambda other, due, how: _comparison(other, due, how, tolerance, ""),
    )  # fmt: skip


def same(a: Any, b: Any, why: str) -> None:
    """Two answers of the learner's own agree; `why` says what follows if not ("changing … changed …")."""
    run = current()

    def explain() -> Difference | None:
        found = difference(a, b)
        return found and Difference(found.verdict, why, (found.message, *found.evidence), index=found.index)

    ok = agree(a, b)
    run.file(Filed((a, b), None, agree_in_pairs, explain, run.call_of(a), ok))


def agree_in_pairs(mine: Any, theirs: Any) -> bool:
    """The test of `same`: both runs have the same two answers."""
    return agree(mine[0], theirs[0]) and agree(mine[1], theirs[1])


def holds(condition: Any, why: str, says: str = "") -> None:
    """`condition` is true; `why` is the sentence that a learner reads if not, `says` the diagnosis (see close)."""
    ok = bool(condition)
    _plain(ok, None, ok, Difference(Verdict.WRONG_VALUE, why), says)


def within(statistic: Any, expected: float, half_width: float, what: str = "the statistic") -> None:
    """A statistic of random answers lies in expected ± half_width: choose the width for a 99.99 % interval."""
    value = real_number(statistic)
    ok = value is not None and abs(value - expected) <= half_width
    shown = noun(statistic) if value is None else f"{value:.4g}"
    odds = "a right answer falls outside less than once in 10 000"
    text = f"{what} is {shown}; expected {expected:.4g} ± {half_width:.2g} ({odds})"
    run = current()
    run.file(
        Filed(
            value, expected, lambda a, b: _near(a, b, half_width),
            lambda: Difference(Verdict.WRONG_VALUE, text, got=shown, expected=f"{expected:.4g}"), run.last_call(), ok,
        )
    )  # fmt: skip


def _near(a: Any, b: Any, half_width: float) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= half_width or (math.isnan(a) and math.isnan(b))


def integer(value: Any, *, floats: bool = False) -> Any:
    """`value` as an int if it is a whole number of any kind (never a bool); floats such as 4.0 only if asked.

    What is none is filed as a failure and returned unchanged.
    """
    number = whole_number(value)
    if number is None and floats and (real := real_number(value)) is not None and real.is_integer():
        number = int(real)
    message = f"got {noun(value)}; expected a whole number (int)"
    verdict = Verdict.WRONG_VALUE if real_number(value) is None else Verdict.WRONG_DTYPE
    _plain(type(value).__name__ if number is None else "int", "int", number is not None, Difference(verdict, message))
    return value if number is None else number


def raises(kind: type[Exception], function: Any, *args: Any, **kwargs: Any) -> None:
    """The learner's `function` raises `kind` (or a kind of it) for these arguments."""
    try:
        result = function(*args, **kwargs)
    except Raised as raised:
        if raised.failure["type"] == "NotImplementedError":
            raise
        got, text = raised.failure["type"], f"raised {raised.failure['type']}: {raised.failure['text'][:200]}"
        ok = kind.__name__ in raised.failure["bases"] or got == kind.__name__
        says = ""
    else:
        got, text, ok = returned(result), f"returned {noun(result)}", False
        says = NOT_REFUSED
    due = kind.__name__
    found = Difference(Verdict.WRONG_VALUE, f"{text}; expected a {due}", got=text, expected=due)
    run = current()
    run.file(Filed(got, due, agree, lambda: found, run.last_call(), ok, says=says))


def returned(result: Any) -> tuple[str, Any]:
    """What was returned where an exception is due: two mistakes that return other values are not the same one."""
    return "returned", noun(result) if _has_handle(result) else result


def keeps_arguments(function: Any, *args: Any, **kwargs: Any) -> None:
    """The call leaves its arguments as they are: values, and that nobody wrote to them (as the sandbox reports it)."""
    side, target, name = _remote(function)
    run = current()
    copies = [value.clone() if isinstance(value, Tensor) else value for value in (*args, *kwargs.values())]
    side.watch.calling(_call_of(function, args, kwargs))
    after, written = side.request("echo", target, name, args, **kwargs)
    echoed = [i for i, value in enumerate(copies) if not callable(value) and not _is_generator(value)]
    touched = [echoed[i] for i in _touched([copies[i] for i in echoed], after, written)]
    names = run.extra.get("names", {}).get(name, ())
    labels = [*(argument_name(i, names) for i in range(len(args))), *kwargs]
    words = ", ".join(labels[i] for i in touched)
    found = Difference(
        Verdict.MUTATED_INPUT, f"{words} was changed in place; the caller's values must stay as they are"
    )
    _plain(touched, [], not touched, found, OVERWRITTEN.format(words))


def _touched(given: list[Any], after: Any, written: Any) -> list[int]:
    """Positions of the arguments that have other values than before, or that somebody wrote to."""
    if not isinstance(after, list) or not isinstance(written, list) or len(after) != len(given):
        return list(range(len(given)))  # the sandbox's account is no account
    times = iter(written)
    writes = [sum(next(times, 0) for _ in tensors_in(value)) for value in given]
    return [i for i, value in enumerate(given) if writes[i] or not agree(after[i], value)]


def vjp(function: Any, args: tuple[Any, ...], cotangent: Any) -> tuple[Any, ...]:
    """The gradients of <cotangent, function(*args)> by autograd *through the learner's code*, in the sandbox.

    One for each floating tensor among `args`; None where no gradient arrives.
    """
    side, target, name = _remote(function)
    side.watch.calling(_call_of(function, args, {}))
    result = side.request("vjp", target, name, (*args, cotangent))
    side.watch.after(result)
    return tuple(result)


def there(side: Remote, helper: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Runs `helper(module, *args)` of checks.py beside the module of `side`; returns its values.

    One round trip for many calls. The helper sees torch, math and what it imports itself; nothing else of checks.py.
    """
    source = helper_source(helper)
    if source is None:
        raise AuthorError("there: the helper must be a plain function of checks.py without values from outside")
    call = Call(f"{helper.__name__} with your code", args, kwargs, helper=source)
    side._side.watch.calling(call)
    call.result = side._side.request("there", 0, source, args, **kwargs)
    side._side.watch.after(call.result)
    return call.result


def gap(a: Any, b: Any) -> float:
    """The largest difference between two answers of the same structure; 0 for equal values that are no numbers."""
    if isinstance(a, Tensor) and isinstance(b, Tensor) and a.shape == b.shape and a.numel():
        distance = (a.double() - b.double()).abs() if not a.is_complex() else (a - b).abs()
        finite = distance[torch.isfinite(distance)]
        return float(finite.max()) if finite.numel() else 0.0
    if isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)):
        return max((gap(x, y) for x, y in zip(a, b, strict=False)), default=0.0)
    if isinstance(a, dict) and isinstance(b, dict):
        return max((gap(a[key], b[key]) for key in a if key in b), default=0.0)
    x, y = real_number(a), real_number(b)
    return abs(x - y) if x is not None and y is not None and math.isfinite(x - y) else 0.0


def _plain(got: Any, want: Any, ok: bool, found: Difference, says: str = "") -> None:
    run = current()
    run.file(Filed(got, want, lambda a, b: a == b, lambda: found, run.last_call(), ok, says=says))


def _override(rtol: float | None, atol: float | None, reason: str) -> Tolerance | None:
    if rtol is None and atol is None:
        return None
    if not reason:
        raise AuthorError("close: another tolerance than the table's needs its reason")
    return Tolerance(rtol or 0.0, atol or 0.0, reason).widened(current().draw.dtype)


def _has_handle(value: Any) -> bool:
    if isinstance(value, Remote):
        return True
    if isinstance(value, (tuple, list)):
        return any(_has_handle(item) for item in value)
    return isinstance(value, dict) and any(_has_handle(item) for item in value.values())


def _remote(function: Any) -> tuple[Any, int, str | None]:
    if not isinstance(function, Remote):
        raise AuthorError("expected a function of `impl` or `ref`")
    return function._side, function._handle, function._name


def _call_of(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call:
    name = str(getattr(function, "_name", None) or getattr(function, "__name__", "call"))
    return Call(name, args, kwargs)


def _is_generator(value: Any) -> bool:
    return isinstance(value, (Seed, Stream, torch.Generator))
