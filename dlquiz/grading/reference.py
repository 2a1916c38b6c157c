"""The reference as code: solution.py in this process, and what the judge asks it beside the checks' own questions."""

import inspect
from typing import TYPE_CHECKING, Any

from torch import Tensor

from dlquiz.grading.gradients import LocalEvaluator, numerical_vjp
from dlquiz.grading.proxies import LocalChannel

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
            return inspect.signature(getattr(self.host.module, name, None))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return None

    def vouch(self, problem: "Problem") -> None:
        """See proxies.Reference."""
        problem.guard(LocalEvaluator(self._function(problem.forward), problem.at))

    def numerical(self, forward: str, at: tuple[Any, ...], cotangent: Any, argnum: int) -> Tensor:
        """See proxies.Reference."""
        return numerical_vjp(None, at, cotangent, argnum, evaluator=LocalEvaluator(self._function(forward), at))

    def _function(self, name: str) -> Any:
        return getattr(self.host.module, name)
