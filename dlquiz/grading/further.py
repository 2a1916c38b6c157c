"""More questions that the learner's answer may be the right one to: parts of an argument left out, moved or changed.

They are asked only of a reference that is there as code: a record (grading/recorded) holds the answers to those of
counterfactual.py alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor

from dlquiz.grading.question import Question
from dlquiz.grading.study import leaves

FEW = (0, 1, 2)  # numbers that stand in programs
MOST_PLACES = 5  # of a tuple, and of the entries of a list
Numbers = tuple[int, ...] | list[int]


def further(arguments: dict[str, Any], seen: Mapping[str, Sequence[Any]]) -> Iterator[Question]:
    """The questions about a call with these arguments. `seen`: the strings that were given in other calls, by name."""
    for name, value in arguments.items():
        yield from _of_argument(name, value, seen.get(name, ()))
    whole = [name for name, value in arguments.items() if type(value) is int]
    for index, first in enumerate(whole):
        for second in whole[index + 1 :]:
            yield _exchanged_numbers(first, second)
    for name, value in arguments.items():
        for shown, leaf, _ in leaves(name, value):
            if isinstance(leaf, Tensor):
                yield from _of_tensor(name, shown, leaf)


def _of_argument(name: str, value: Any, seen: Sequence[Any]) -> Iterator[Question]:
    if isinstance(value, str):
        for other in seen:
            if other != value:
                yield _asked("another_word", name, f"for {other!r} in the place of {value!r}", _only(value, other))
    elif isinstance(value, bool):
        yield _asked("flag", name, f"with `{name}` the other way round", lambda now: not now)
    elif type(value) is int:
        for other in FEW:
            yield _asked("another_number", name, f"for `{name}` = {other}", _to(other))
        yield _asked("twice", name, f"for 2·`{name}`", lambda now: 2 * now)
        yield _asked("half", name, f"for half of `{name}`", lambda now: now // 2)
    elif _are_whole(value):
        yield from _of_numbers(name, value)
    elif isinstance(value, (tuple, list)) and value:
        yield from _of_list(name, value)


def _of_numbers(name: str, value: Numbers) -> Iterator[Question]:
    for place in range(min(len(value), MOST_PLACES)):
        at = f"`{name}`[{place}]"
        for other in FEW:
            yield _asked("another_number", name, f"for {at} = {other}", _at(place, _to(other)))
        yield _asked("one_more", name, f"for {at} + 1", _at(place, lambda now: now + 1))
        yield _asked("one_less", name, f"for {at} − 1", _at(place, lambda now: now - 1))
    yield from _rearranged(name, len(value) == 2)


def _of_list(name: str, value: Sequence[Any]) -> Iterator[Question]:
    yield _asked("left_out", name, f"without the last entry of `{name}`", lambda now: now[:-1])
    yield _asked("left_out", name, f"without the first entry of `{name}`", lambda now: now[1:])
    yield from _rearranged(name, pair=False)
    yield from _of_columns(name, value)


def _of_columns(name: str, value: Sequence[Any]) -> Iterator[Question]:
    """The same place of each entry, where the entries are tuples."""
    columns = min((len(entry) for entry in value if isinstance(entry, tuple)), default=0)
    places = [i for i in range(min(columns, MOST_PLACES)) if any(type(entry[i]) is int for entry in value)]
    for place in places:
        of = f"number {place} (counted from 0) of each entry of `{name}`"
        for other in FEW:
            yield _asked("another_number", name, f"if {of} were {other}", _column(place, _to(other)))
        for by in (-1, 1, 2):
            how = f"{abs(by)} {'more' if by > 0 else 'less'}"
            yield _asked("shifted", name, f"if {of} were {how}", _column(place, by.__add__))
    for place in (i for i in range(min(columns, MOST_PLACES)) if all(isinstance(entry[i], Tensor) for entry in value)):
        of = f"number {place} (counted from 0) of each entry of `{name}`"
        yield _asked("opposite", name, f"if {of} had the opposite sign", _column(place, Tensor.neg, Tensor))
        yield _asked("ignored", name, f"if {of} were 0", _column(place, torch.zeros_like, Tensor))
    for index, first in enumerate(places):
        for second in places[index + 1 :]:
            words = f"with the numbers {first} and {second} (counted from 0) of each entry of `{name}` exchanged"
            yield _asked("exchanged", name, words, _columns_exchanged(first, second))


def _rearranged(name: str, pair: bool) -> Iterator[Question]:
    words = f"with the two numbers of `{name}` exchanged" if pair else f"with `{name}` in the opposite order"
    yield _asked("exchanged" if pair else "reversed", name, words, lambda now: now[::-1])


def _of_tensor(name: str, shown: str, value: Tensor) -> Iterator[Question]:
    def asked(id: str, words: str, change: Callable[[Tensor], Tensor]) -> Question:
        return _leaf(id, name, shown, words, change)

    if not value.is_floating_point() or not value.numel():
        return
    yield asked("scaled", f"for 2·`{shown}`", lambda t: 2 * t)
    yield asked("scaled", f"for half of `{shown}`", lambda t: t / 2)
    yield asked("absolute", f"for the absolute value of `{shown}`", Tensor.abs)
    yield asked("complement", f"for 1 − `{shown}`", lambda t: 1 - t)
    if shown != name:  # else it is among the questions of counterfactual.py
        yield asked("opposite", f"for −`{shown}`", Tensor.neg)
        yield asked("ignored", f"as if `{shown}` were 0", lambda t: 0 * t)
    if value.dim() == 2:
        yield asked("transposed", f"for `{shown}` transposed", lambda t: t.mT.contiguous())
    for axis in range(value.dim()):
        along = f"along axis {axis} of `{shown}` (counted from 0)"
        for words, place in (("last", -1), ("first", 0)):
            yield asked("left_out", f"as if all were 0 in the {words} place {along}", _emptied(axis, place))
        yield asked("reversed", f"with the opposite order {along}", partial(_flipped, axis))


def _asked(id: str, name: str, words: str, changed: Callable[[Any], Any]) -> Question:
    """A question about one argument, in the calls where it can be changed so."""

    def change(arguments: dict[str, Any]) -> dict[str, Any] | None:
        now = arguments.get(name)
        try:
            new = changed(now)
        except (TypeError, IndexError, AttributeError):  # another kind of value than in the call that it was made for
            return None
        return None if new is None or _plainly_equal(new, now) else arguments | {name: new}

    return Question(id, name, words, f"Look at where `{name}` comes in.", change)


def _plainly_equal(new: Any, now: Any) -> bool:
    try:
        return bool(new == now)
    except RuntimeError:  # tensors within, which are not compared
        return False


def _leaf(id: str, name: str, shown: str, words: str, changed: Callable[[Tensor], Tensor]) -> Question:
    """A question about one tensor, which may be an entry of a dict."""

    def change(arguments: dict[str, Any]) -> dict[str, Any] | None:
        for here, leaf, put in leaves(name, arguments.get(name)):
            if here == shown and isinstance(leaf, Tensor):
                return arguments | {name: put(changed(leaf))}
        return None

    return Question(id, shown, words, f"Look at where `{shown}` comes in.", change)


def _exchanged_numbers(first: str, second: str) -> Question:
    def change(arguments: dict[str, Any]) -> dict[str, Any] | None:
        a, b = arguments[first], arguments[second]
        return arguments | {first: b, second: a} if type(a) is type(b) is int else None

    words = f"with `{first}` and `{second}` exchanged"
    return Question("exchanged", f"{first} {second}", words, "Look at which of the two stands where.", change)


def _only(value: str, other: str) -> Callable[[Any], Any]:
    return lambda now: other if now == value else None


def _to(other: int) -> Callable[[Any], Any]:
    return lambda now: other if type(now) is int else None


def _at(place: int, changed: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Of a tuple or list of numbers, one changed."""
    return lambda now: type(now)((*now[:place], changed(now[place]), *now[place + 1 :])) if _are_whole(now) else None


def _column(place: int, changed: Callable[[Any], Any], kind: type = int) -> Callable[[Any], Any]:
    """Of a list of tuples, one number or tensor of each changed."""

    def entry(now: Any) -> Any:
        fits = isinstance(now, tuple) and place < len(now) and type(now[place]) is kind
        return (*now[:place], changed(now[place]), *now[place + 1 :]) if fits else now

    return lambda now: [entry(item) for item in now]


def _columns_exchanged(first: int, second: int) -> Callable[[Any], Any]:
    def entry(now: Any) -> Any:
        if not isinstance(now, tuple) or second >= len(now) or not type(now[first]) is type(now[second]) is int:
            return now
        return (*now[:first], now[second], *now[first + 1 : second], now[first], *now[second + 1 :])

    return lambda now: [entry(item) for item in now]


def _emptied(axis: int, place: int) -> Callable[[Tensor], Tensor]:
    def change(tensor: Tensor) -> Tensor:
        emptied = tensor.clone()
        emptied.select(axis, place).zero_()
        return emptied

    return change


def _flipped(axis: int, tensor: Tensor) -> Tensor:
    return tensor.flip(axis)


def _are_whole(value: Any) -> bool:
    return isinstance(value, (tuple, list)) and bool(value) and all(type(item) is int for item in value)
