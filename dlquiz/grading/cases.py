"""Which calls go wrong, and which do not: what all of the first have in common, and none of the others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor

FEWEST_RIGHT = 2  # calls, so that a difference is seen and not guessed
FEWEST = 4  # calls, right and wrong ones
Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Trait:
    """`words` follow "where"; `test`: whether a call has it."""

    about: str
    words: str
    test: Callable[[Any], bool]

    def of(self, arguments: Arguments) -> bool:
        """Whether the call with these arguments has it."""
        return bool(self.test(arguments.get(self.about)))


def what_goes_wrong(wrong: Sequence[Arguments], right: Sequence[Arguments], calls: str = "calls") -> str:
    """Words for what tells the wrong calls of a function from the right ones; "" if nothing does."""
    if not wrong or len(right) < FEWEST_RIGHT or len(wrong) + len(right) < FEWEST:
        return ""
    telling = [trait for trait in traits(wrong[0]) if _tells(trait, wrong, right)]
    by_argument = list({trait.about: trait for trait in reversed(telling)}.values())[::-1]
    if not by_argument or len(by_argument) > 2:
        return ""
    words = " and ".join(trait.words for trait in by_argument)
    which = f"All {len(wrong)} {calls}" if len(wrong) > 1 else f"The one of {len(right) + 1} {calls}"
    return (
        f"{which} where {words} {'come' if len(wrong) > 1 else 'comes'} out wrong, and the {len(right)} others right. "
        "Look at what the code does in that case alone."
    )


def _tells(trait: Trait, wrong: Sequence[Arguments], right: Sequence[Arguments]) -> bool:
    return all(map(trait.of, wrong)) and not any(map(trait.of, right))


def traits(arguments: Arguments) -> Iterator[Trait]:
    """What can be said of a call with these arguments, the most telling first."""
    plain = {name: value for name, value in arguments.items() if not isinstance(value, (Tensor, list, dict))}
    for name, value in plain.items():
        yield from _of_plain(name, value)
    for name, value in arguments.items():
        if isinstance(value, list):
            yield from _of_list(name, value)
        elif isinstance(value, Tensor):
            if name not in plain:
                yield Trait(name, f"`{name}` is given", lambda now: now is not None)
            yield from _of_tensor(name, value)


def _of_plain(name: str, value: Any) -> Iterator[Trait]:
    if value is None:
        yield Trait(name, f"`{name}` is left out", lambda now: now is None)
        return
    yield Trait(name, f"`{name}` is given", lambda now: now is not None)
    if isinstance(value, tuple) and len(value) == 2 and all(type(item) is int for item in value):
        yield Trait(name, f"the two numbers of `{name}` differ", lambda now: _pair(now) and now[0] != now[1])
        yield Trait(name, f"a number of `{name}` is above 1", lambda now: _largest(now) > 1)
        yield Trait(name, f"a number of `{name}` is above 0", lambda now: _largest(now) > 0)
        return
    if isinstance(value, (bool, str, int, float)):
        shown = repr(value)
        yield Trait(name, f"`{name}` is {shown}", lambda now: type(now) is type(value) and now == value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield Trait(name, f"`{name}` is not 0", lambda now: _number(now) and now != 0)
        yield Trait(name, f"`{name}` is above 1", lambda now: _number(now) and now > 1)
        yield Trait(name, f"`{name}` is below 1", lambda now: _number(now) and now < 1)
        yield Trait(name, f"`{name}` is negative", lambda now: _number(now) and now < 0)
        yield Trait(name, f"`{name}` is odd", lambda now: type(now) is int and now % 2 == 1)
        yield Trait(name, f"`{name}` is even", lambda now: type(now) is int and now % 2 == 0)


def _of_list(name: str, value: list[Any]) -> Iterator[Trait]:
    yield Trait(name, f"`{name}` has more than one entry", lambda now: isinstance(now, list) and len(now) > 1)
    yield Trait(name, f"`{name}` has a single entry", lambda now: isinstance(now, list) and len(now) == 1)
    yield Trait(name, f"`{name}` is empty", lambda now: now == [])
    words = {word for entry in value for word in (entry if isinstance(entry, tuple) else (entry,)) if type(word) is str}
    for word in sorted(words):
        yield Trait(name, f"{word!r} is in `{name}`", partial(_holds, word))


def _of_tensor(name: str, value: Tensor) -> Iterator[Trait]:
    axes = value.dim()
    yield Trait(name, f"`{name}` has {axes} {'axis' if axes == 1 else 'axes'}", lambda now: _axes(now) == axes)
    yield Trait(name, f"`{name}` has no entries", lambda now: _axes(now) >= 0 and now.numel() == 0)
    for axis in range(axes):
        of = f"along axis {axis} of `{name}` (counted from 0)"
        yield Trait(name, f"there is one place {of}", _places(axis, lambda size: size == 1))
        yield Trait(name, f"there is more than one place {of}", _places(axis, lambda size: size > 1))
    yield Trait(name, f"`{name}` holds an infinity", lambda now: _some(now, torch.isinf))
    yield Trait(name, f"`{name}` holds a number above 30", lambda now: _some(now, lambda t: t.abs() > 30))
    yield Trait(name, f"`{name}` holds a negative number", lambda now: _some(now, lambda t: t < 0))
    yield Trait(name, f"`{name}` holds a 0", lambda now: _some(now, lambda t: t == 0))
    yield Trait(
        name, f"`{name}` holds no negative number", lambda now: _axes(now) >= 0 and not _some(now, lambda t: t < 0)
    )


def _pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(type(item) is int for item in value)


def _largest(value: Any) -> int:
    """Of a pair, or of the number that stands for one."""
    return max(value) if _pair(value) else value if type(value) is int else 0


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _holds(word: str, value: Any) -> bool:
    entries = value if isinstance(value, list) else []
    return any(word in entry if isinstance(entry, tuple) else word == entry for entry in entries)


def _places(axis: int, test: Callable[[int], bool]) -> Callable[[Any], bool]:
    return lambda now: isinstance(now, Tensor) and now.dim() > axis and test(now.shape[axis])


def _axes(value: Any) -> int:
    return value.dim() if isinstance(value, Tensor) else -1


def _some(value: Any, test: Callable[[Tensor], Tensor]) -> bool:
    return isinstance(value, Tensor) and value.dtype != torch.bool and bool(test(value.double()).any())
