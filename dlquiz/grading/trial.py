"""Running one check against one side: the learner's, a mistake's, or the reference itself."""

from dataclasses import dataclass, field
from typing import Any

import torch

from dlquiz.grading.draw import Draw, seed_of
from dlquiz.grading.proxies import Channel, Desynchronised, LocalChannel, Side, Tape
from dlquiz.grading.run import Disagrees, Learner, Reference, Run, same_ending, under_way
from dlquiz.grading.spec import Check
from dlquiz.sandbox.process import Died, Missing, Raised, Unreadable


class CheckBroke(Exception):
    """checks.py itself raised; `run` is what was filed until then."""

    def __init__(self, run: Run, error: Exception) -> None:
        self.run, self.error = run, error
        super().__init__(f"{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Target:
    """A dtype and a device that checks run on."""

    dtype: str = "float64"
    device: str = "cpu"

    def __str__(self) -> str:
        return f"{self.dtype} {self.device}"


@dataclass
class Trial:
    """All that a check needs but the side it examines: seeds, the reference, the parameters' names."""

    seed: str
    slug: str
    entries: tuple[str, ...]
    reference: LocalChannel
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def tape(self) -> Tape:
        """A fresh record of the reference's answers."""
        return Tape(self.reference)

    def run(self, check: Check, target: Target, channel: Channel, tape: Tape, model: Run | None = None) -> Run:
        """Runs `check`. With a `model`, raises Disagrees at the first difference from it (a replay).

        A sandbox that is gone (Died) is the run's ending, like an exception of the learner's. Raises CheckBroke.
        """
        seed = seed_of(self.seed, self.slug, check.key, target.dtype)
        sides = seed_of("both sides", seed)  # another one than the inputs': a submission can read its own
        run = Run(Draw(seed, getattr(torch, target.dtype), target.device), sides, model, extra={"names": self.names})
        learner = Learner(run)
        impl, ref = Side(channel, learner).module, Side(tape, Reference(learner)).module
        tape.begin(sides)
        with under_way(run):
            try:
                channel.begin(sides)
                check.function(impl, ref, run.draw)
            except (Raised, Missing, Unreadable, Died) as ending:
                run.ending = ending
            except (Disagrees, Desynchronised):
                raise
            except Exception as error:  # of checks.py, or AuthorError
                run.broke = type(error).__name__
                raise CheckBroke(run, error) from error
        return run

    def matches(self, check: Check, target: Target, channel: Channel, tape: Tape, model: Run) -> Run | None:
        """The replay's run if it reproduces `model` from end to end, else None."""
        tape.rewind()
        try:
            run = self.run(check, target, channel, tape, model)
        except CheckBroke as broke:
            run = broke.run
        except (Disagrees, Desynchronised):
            return None
        alike = len(run.filed) == len(model.filed) and same_ending(model.ending, run.ending, self.entries)
        return run if alike and (run.failed, run.broke) == (model.failed, model.broke) else None


def parameter_names(channel: LocalChannel) -> dict[str, tuple[str, ...]]:
    """The parameters of each function in a module: for saying what was called."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in vars(channel.host.module).items():
        code: Any = getattr(value, "__code__", None)
        if code is not None:
            found[name] = code.co_varnames[: code.co_argcount]
    return found
