"""How far is a wrong answer right? The reference's named steps, looked for among the learner's intermediate values.

A step that is found there, number for number, is right. One that is not found proves nothing by itself, since there
are other ways to the same end; but the end is wrong, so what follows the last step that is found is where to look.
"""

import math
from collections.abc import Sequence
from itertools import permutations

import torch
from torch import Tensor

from dlquiz.grading.compare import agree
from dlquiz.grading.proxies import Channel, Reference, tensors_in
from dlquiz.grading.shrink import Equation
from dlquiz.sandbox.process import Missing, Raised, Unreadable

FEWEST = 4  # different numbers, so that a step is not found by chance
MOST_AXES = 4


def reached(stages: Sequence[tuple[str, str]], equation: Equation, impl: Channel, ref: Reference, seed: int) -> str:
    """Words for the last step that is right; "" if none is found. Raises Died if the sandbox does not survive it."""
    named = ref.steps(equation.call, [name for name, _ in stages], seed)
    impl.begin(seed)
    try:
        seen = impl.request("intermediates", 0, equation.call.name, equation.call.args, equation.call.kwargs)
    except (Raised, Missing, Unreadable):
        return ""
    values = [value for value in seen if isinstance(value, Tensor)] if isinstance(seen, list) else []
    given = list(tensors_in((equation.call.args, equation.call.kwargs)))
    telling = [(name, words) for name, words in stages if name in named and tells(named[name], given)]
    found = [i for i, (name, _) in enumerate(telling) if occurs(named[name], values)]
    if not found:
        return ""
    right = f"Right so far: {telling[found[-1]][1]}."
    if found[-1] + 1 == len(telling):
        return f"{right} What is made of it is not. Look at the lines after it."
    missing = telling[found[-1] + 1][1]
    return f"{right} Not among your intermediate values: {missing}. Look at the lines between the two."


def tells(step: Tensor, given: Sequence[Tensor]) -> bool:
    """Whether finding the step says anything: enough different finite numbers, and none of the arguments."""
    numbers = set(step[torch.isfinite(step)].tolist()) if step.is_floating_point() else ()
    return len(numbers) >= FEWEST and not occurs(step, given)


def occurs(step: Tensor, values: Sequence[Tensor]) -> bool:
    """Whether one of the values is the step, perhaps with its axes in another order, or with axes of size 1."""
    plain = step.squeeze()
    return any(
        agree(turned, plain)
        for value in values
        if value.numel() == step.numel() and value.dtype == step.dtype
        for turned in turns(value.squeeze())
    )


def turns(value: Tensor) -> list[Tensor]:
    """The tensor with its axes in every order; as it is where there are too many."""
    if value.dim() > MOST_AXES or math.prod(value.shape) == 0:
        return [value]
    return [value.permute(axes) for axes in permutations(range(value.dim()))]
