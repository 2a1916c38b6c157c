"""Running one check against one side: the learner's, a mistake's, or the reference itself."""

from dataclasses import dataclass, field

import torch

from dlquiz.grading.draw import Draw, seed_of
from dlquiz.grading.proxies import Channel, Desynchronised, Reference, Side, Tape
from dlquiz.grading.run import Asked, Disagrees, Learner, Run, same_ending, under_way
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
    reference: Reference
    names: dict[str, tuple[str, ...]] = field(init=False)

    def tape(self) -> Tape:
        """A fresh record of the reference's answers."""
        return Tape(self.reference)

    def __post_init__(self) -> None:
        self.names = self.reference.parameter_names()

    def sides(self, check: Check, target: Target) -> int:
        """The seed that both sides begin a check with: another one than the inputs', since a submission can read it."""
        return seed_of("both sides", self._inputs(check, target))

    def _inputs(self, check: Check, target: Target) -> int:
        return seed_of(self.seed, self.slug, check.key, target.dtype)

    def run(
        self,
        check: Check,
        target: Target,
        channel: Channel,
        tape: Tape,
        model: Run | None = None,
        *,
        explains: bool = True,
    ) -> Run:
        """Runs `check`. With a `model`, raises Disagrees at the first difference from it (a replay).

        `explains`: work out what to tell about a failure, which takes time.

        A sandbox that is gone (Died) is the run's ending, like an exception of the learner's. Raises CheckBroke.
        """
        draw = Draw(self._inputs(check, target), getattr(torch, target.dtype), target.device)
        sides = self.sides(check, target)
        run = Run(draw, sides, model, explains=explains and model is None, extra={"names": self.names})
        learner = Learner(run)
        impl, ref = Side(channel, learner).module, Side(tape, Asked(learner)).module
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
