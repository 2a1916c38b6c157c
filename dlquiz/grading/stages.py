"""How far is a wrong answer right? The reference's named steps, looked for among the learner's intermediate values.

A step that is found there, number for number, is right, and so is what it is made of. One that is not found proves
nothing by itself, since there are other ways to the same end; but the end is wrong, so what follows the last steps that
are found is where to look. Which step is made of which is read from the solution, so that a calculation may branch.
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from types import FrameType
from typing import Any

import torch
from torch import Tensor

from dlquiz.grading.compare import agree
from dlquiz.grading.flow import Flow, flow_of
from dlquiz.grading.proxies import AuthorError, Channel, LocalChannel
from dlquiz.grading.shrink import Equation
from dlquiz.sandbox.intermediates import LARGEST, MOST
from dlquiz.sandbox.process import Missing, Raised, Unreadable

FEWEST = 4  # different numbers, so that a step is not found by chance
FEWEST_SEEN = 3  # intermediate values, so that "not among them" says something
MOST_AXES = 4
MOST_CASES = 6
Step = Tensor | int | float


@dataclass(frozen=True)
class Seen:
    """One failing case: the reference's steps, each with a value for every call that made it, and the learner's values.

    Only values that tell something: no argument, and nothing that comes up before the step is made.
    """

    steps: dict[str, list[Step]]
    values: list[Step]
    complete: bool  # as far as one can tell, `values` are all that there were

    def holds(self, name: str) -> bool:
        """Whether all values of a step occur among the learner's."""
        return all(occurs(step, self.values) for step in self.steps.get(name, []))


def reached(
    solution: str,
    stages: Sequence[tuple[str, str]],
    equations: Sequence[Equation],
    impl: Channel,
    ref: LocalChannel,
    seed: int,
) -> str:
    """Words for the last steps that are right; "" if nothing can be said. Raises Died if the sandbox does not survive.

    `equations` are failing cases of one function, the smallest first.
    """
    names, flow, first = [name for name, _ in stages], flow_of(solution), equations[0]
    cases = [case for equation in equations[:MOST_CASES] if (case := _seen(names, flow, equation, impl, ref, seed))]
    leads_there = flow.before(flow.result(first.call.name, first.path), names)
    told = [name for name in names if name in leads_there and tells([s for c in cases for s in c.steps.get(name, [])])]
    found = {name for name in told if all(case.holds(name) for case in cases)}
    if not found and not all(case.complete for case in cases):
        return ""
    return _in_words(dict(stages), flow, told, found)


def _in_words(words: dict[str, str], flow: Flow, told: Sequence[str], found: set[str]) -> str:
    right = flow.before(found, told)
    for name in told:
        sources = flow.sources({name}, told)
        if name in right or not sources <= right:
            continue
        missing = f"Not among your intermediate values: {words[name]}."
        shown = [words[source] for source in told if source in sources & found]
        if shown:
            return f"Right so far: {'; '.join(shown)}. {missing} Look at the lines between the two."
        others = [words[other] for other in told if other in found]
        if others:
            return f"Right: {others[-1]}. {missing} Look at the lines that lead there."
        return (
            f"None of the steps looked for is among your intermediate values, beginning with {words[name]}. "
            "Look there first, unless yours goes another way."
        )
    if not found:
        return ""
    ends = found - flow.before(flow.used_by(found, told), told)
    last = [words[name] for name in told if name in ends]
    it = "it" if len(last) == 1 else "them"
    return f"Right so far: {'; '.join(last)}. What is made of {it} is not. Look at the lines after {it}."


def _seen(
    names: Sequence[str], flow: Flow, equation: Equation, impl: Channel, ref: LocalChannel, seed: int
) -> Seen | None:
    """One case, asked of both sides; None if one of them does not answer."""
    call = equation.call
    try:
        steps = steps_of(ref, equation, names, seed)
        ref.begin(seed)
        own = ref.request("intermediates", 0, call.name, call.args, call.kwargs)[0]
        impl.begin(seed)
        answer = impl.request("intermediates", 0, call.name, call.args, call.kwargs)
    except (AuthorError, Raised, Missing, Unreadable):
        return None
    if not isinstance(answer, tuple) or len(answer) != 2 or not isinstance(answer[0], list):
        return None
    given = _numbers_in((call.args, call.kwargs))
    telling = {}
    for name, values in steps.items():
        earlier = [step for source in flow.sources({name}, names) for step in steps.get(source, [])]
        fresh = [step for step in values if not is_common(step) and not occurs(step, given)]
        telling[name] = [step for step in fresh if _comes_late(step, earlier, own)]
    theirs = [value for value in answer[0][: 2 * MOST] if is_step(value)]
    return Seen(telling, theirs, answer[1] is True and len(theirs) >= FEWEST_SEEN)


def _comes_late(step: Step, earlier: Sequence[Step], own: Sequence[Step]) -> bool:
    """Whether the reference itself comes upon a step: once, and not before one of the steps that it is made of."""
    place = _place(step, own)
    if place is None or any((before := _place(other, own)) is not None and before >= place for other in earlier):
        return False
    alike = [
        value for value in own if isinstance(step, Tensor) and isinstance(value, Tensor) and value.shape == step.shape
    ]
    return sum(agree(value, step) for value in alike) <= 1


def _place(step: Step, own: Sequence[Step]) -> int | None:
    return next((i for i, value in enumerate(own) if occurs(step, [value])), None)


def _numbers_in(value: Any) -> Sequence[Step]:
    """All tensors and numbers of the arguments."""
    if isinstance(value, (tuple, list)):
        return [number for item in value for number in _numbers_in(item)]
    if isinstance(value, dict):
        return [number for item in value.values() for number in _numbers_in(item)]
    return [value] if is_step(value) and not isinstance(value, bool) else []


def steps_of(ref: LocalChannel, equation: Equation, names: Sequence[str], seed: int) -> dict[str, list[Step]]:
    """The local variables `names` of the reference's functions, as they are whenever one returns."""
    found: dict[str, list[Step]] = {}

    def look(frame: FrameType, event: str, _: Any) -> None:
        if event == "return" and frame.f_code.co_filename == ref.filename:
            for name in names:
                value = frame.f_locals.get(name)
                if isinstance(value, Tensor) and value.is_floating_point():
                    found.setdefault(name, []).append(value.detach().clone())
                elif isinstance(value, (int, float)) and is_step(value) and not isinstance(value, bool):
                    found.setdefault(name, []).append(value)

    ref.begin(seed)
    before = sys.getprofile()
    sys.setprofile(look)
    try:
        ref.request("call", 0, equation.call.name, equation.call.args, equation.call.kwargs)
    finally:
        sys.setprofile(before)
    return found


def is_step(value: Any) -> bool:
    """Whether it is what an intermediate value can be; the sandbox's word is not taken for it."""
    return isinstance(value, (Tensor, float)) or (isinstance(value, int) and abs(value) <= LARGEST)


def is_common(step: Step) -> bool:
    """Whether it is a number that occurs in every program."""
    return not isinstance(step, Tensor) and step in (0, 1, 2, -1)


def tells(steps: Sequence[Step]) -> bool:
    """Whether finding these says anything: enough different finite numbers."""
    numbers: set[float] = set()
    for step in steps:
        numbers.update(step[torch.isfinite(step)].tolist() if isinstance(step, Tensor) else [step])
    return len(numbers) >= FEWEST


def occurs(step: Step, values: Sequence[Step]) -> bool:
    """Whether one of the values is the step, perhaps with its axes in another order, or with axes of size 1."""
    if not isinstance(step, Tensor):
        return any(not isinstance(value, Tensor) and math.isclose(step, value, rel_tol=1e-9) for value in values)
    if step.numel() == 1 and occurs(float(step), values):
        return True
    plain = step.squeeze()
    return any(
        agree(turned, plain)
        for value in values
        if isinstance(value, Tensor) and value.numel() == step.numel() and value.dtype == step.dtype
        for turned in turns(value.squeeze())
    )


def turns(value: Tensor) -> list[Tensor]:
    """The tensor with its axes in every order; as it is where there are too many."""
    if value.dim() > MOST_AXES or math.prod(value.shape) == 0:
        return [value]
    return [value.permute(axes) for axes in permutations(range(value.dim()))]
