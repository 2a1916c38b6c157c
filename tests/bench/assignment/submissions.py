"""Ten submissions to the assignment, right and wrong, and what each is worth at each of its six checks."""

from pathlib import Path
from typing import NamedTuple

from dlquiz.bank import Bank

SLUG = "network_parts"
CHECKS = ("forward", "loss", "backward", "seeing_all", "causal", "parameters")
ROOT = Path(__file__).parent / "bank"


class Submission(NamedTuple):
    """What a student hands in, and the checks that must fail."""

    student: str
    source: str
    fails: tuple[str, ...] = ()

    @property
    def scores(self) -> tuple[float, ...]:
        """One point for each check that must pass."""
        return tuple(float(check not in self.fails) for check in CHECKS)


def submissions() -> list[Submission]:
    """The ten."""
    bank = Bank(ROOT)
    exercise = bank.exercise(SLUG)
    wrong = {mistake.id: mistake.source for mistake in exercise.mistakes}
    two = _changed(wrong["overflow"], "(inputs + 1) * outputs", "inputs * outputs")
    unknown = _changed(exercise.solution, "grad_hidden @ w1, grad_hidden.T", "grad_hidden @ w1 / 2, grad_hidden.T")
    raising = _changed(exercise.solution, ".softmax(dim=1) @ value", ".softmax(dim=1) @ value.T", count=2)
    return [
        Submission("ada", exercise.solution),
        Submission("bo", exercise.alternatives["by_index"]),
        Submission("cy", exercise.alternatives["by_layers"]),
        Submission("dee", wrong["no_relu"], ("forward",)),
        Submission("eli", wrong["relu_mask_forgotten"], ("backward",)),
        Submission("fay", wrong["sees_the_future"], ("causal",)),
        Submission("gus", two, ("loss", "parameters")),
        Submission("hal", unknown, ("backward",)),
        Submission("ivy", raising, ("seeing_all", "causal")),
        Submission("jo", bank.stub(SLUG), CHECKS),
    ]


def _changed(source: str, old: str, new: str, count: int = 1) -> str:
    assert source.count(old) == count, old
    return source.replace(old, new)
