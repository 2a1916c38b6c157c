"""Random inputs of a check, the same for the learner, the reference and every mistake."""

import hashlib
from collections.abc import Sequence

import torch
from torch import Tensor

from dlquiz.sandbox.values import Seed, Stream, mark_view


def seed_of(*parts: object) -> int:
    """A 63-bit seed from any parts."""
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:8], "little") >> 1


class Draw:
    """Draws tensors of the check's dtype on its device. Seeded by (seed, exercise, check, dtype)."""

    def __init__(self, seed: int, dtype: torch.dtype, device: str = "cpu") -> None:
        self.seed, self.dtype, self.device = seed, dtype, device
        self.used_float = False
        self._generator = torch.Generator().manual_seed(seed)
        self._streams = 0

    def normal(self, *shape: int, mean: float | None = None, std: float | None = None) -> Tensor:
        """Normal numbers. Unless given, mean (in ±1) and std (½ … 2) are random: no trivial answer fits by chance."""
        self.used_float = True
        random_mean, random_std = torch.rand(2, generator=self._generator, dtype=torch.float64).tolist()
        mean = 2 * random_mean - 1 if mean is None else mean
        std = 0.5 * 4**random_std if std is None else std
        return self._here(torch.randn(shape, generator=self._generator, dtype=torch.float64) * std + mean)

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> Tensor:
        """Numbers in [low, high)."""
        self.used_float = True
        return self._here(torch.rand(shape, generator=self._generator, dtype=torch.float64) * (high - low) + low)

    def tensor(self, values: float | Sequence[object]) -> Tensor:
        """Given numbers in the check's dtype, on its device."""
        self.used_float = True
        return self._here(torch.tensor(values, dtype=torch.float64))

    def integers(self, low: int, high: int, *shape: int) -> Tensor:
        """int64 in [low, high)."""
        return torch.randint(low, high, shape, generator=self._generator).to(self.device)

    def bernoulli(self, *shape: int, p: float = 0.5) -> Tensor:
        """bool, True with probability p."""
        return (torch.rand(shape, generator=self._generator) < p).to(self.device)

    def permutation(self, n: int) -> Tensor:
        """int64, the numbers below n in random order."""
        return torch.randperm(n, generator=self._generator).to(self.device)

    def integer(self, low: int, high: int) -> int:
        """One int in [low, high)."""
        return int(torch.randint(low, high, (), generator=self._generator))

    def number(self, low: float, high: float) -> float:
        """One float in [low, high)."""
        return low + (high - low) * float(torch.rand((), generator=self._generator, dtype=torch.float64))

    def generator(self) -> Seed:
        """Arrives as a `torch.Generator`: a fresh one in every call, always in the same state."""
        return Seed(self.integer(0, 2**62))

    def stream(self) -> Stream:
        """Arrives as a `torch.Generator` that goes on from call to call, on each side its own, from the same state."""
        self._streams += 1
        return Stream(self._streams, self.integer(0, 2**62))

    def views(self, tensor: Tensor) -> Tensor:
        """The same tensor, which arrives as a non-contiguous view."""
        return mark_view(tensor.clone())

    def _here(self, tensor: Tensor) -> Tensor:
        return tensor.to(device=self.device, dtype=self.dtype)
