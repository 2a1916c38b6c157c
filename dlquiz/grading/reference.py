"""The reference as code: solution.py in this process, and what the judge asks it beside the checks' own questions."""

import inspect
import sys
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any

from torch import Tensor

from dlquiz.grading.gradients import LocalEvaluator, numerical_vjp
from dlquiz.grading.proxies import Call, LocalChannel

if TYPE_CHECKING:
    from dlquiz.grading.gradient_assertion import Problem


class LocalReference(LocalChannel):
    """See proxies.Reference."""

    foreseen = False

    def __init__(self, text: str) -> None:
        super().__init__(text, "solution.py")

    def parameter_names(self) -> dict[str, tuple[str, ...]]:
        """See proxies.Reference."""
        found: dict[str, tuple[str, ...]] = {}
        for name, value in vars(self.host.module).items():
            code: Any = getattr(value, "__code__", None)
            if code is not None:
                found[name] = code.co_varnames[: code.co_argcount]
        return found

    def signature(self, name: str) -> inspect.Signature | None:
        """See proxies.Reference."""
        try:
            found = inspect.signature(getattr(self.host.module, name, None))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return None
        plain = all(p.kind is p.POSITIONAL_OR_KEYWORD for p in found.parameters.values())
        return found if plain else None

    def vouch(self, problem: "Problem") -> None:
        """See proxies.Reference."""
        problem.guard(LocalEvaluator(self._function(problem.forward), problem.at))

    def numerical(self, forward: str, at: tuple[Any, ...], cotangent: Any, argnum: int) -> Tensor:
        """See proxies.Reference."""
        return numerical_vjp(None, at, cotangent, argnum, evaluator=LocalEvaluator(self._function(forward), at))

    def steps(self, call: Call, names: Sequence[str], seed: int) -> dict[str, Tensor]:
        """See proxies.Reference."""
        code = inspect.unwrap(self._function(call.name)).__code__
        found: dict[str, Tensor] = {}

        def look(frame: FrameType, event: str, _: Any) -> None:
            if event == "return" and frame.f_code is code:
                held = {name: frame.f_locals.get(name) for name in names}
                found.update(
                    (name, value.detach().clone()) for name, value in held.items() if isinstance(value, Tensor)
                )

        self.begin(seed)
        sys.setprofile(look)
        try:
            LocalChannel.request(self, "call", 0, call.name, call.args, call.kwargs)
        finally:
            sys.setprofile(None)
        return found

    def _function(self, name: str) -> Any:
        return getattr(self.host.module, name)
