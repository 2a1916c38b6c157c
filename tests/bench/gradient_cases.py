"""Functions with their backward passes, right ones and planted wrong ones: what both gradient checkers are tried on."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

Gradients = tuple[Tensor, ...]


@dataclass(frozen=True)
class Case:
    """A forward, its backward by hand (cotangent first), and arguments of a size n."""

    name: str
    forward: Callable[..., Tensor]
    backward: Callable[..., Gradients]
    shapes: Callable[[int], tuple[tuple[int, ...], ...]]

    def arguments(self, n: int) -> Gradients:
        """Standard normal, float64, the same at each call."""
        generator = torch.Generator().manual_seed(n)
        return tuple(torch.randn(shape, generator=generator, dtype=torch.float64) for shape in self.shapes(n))


def softmax(x: Tensor) -> Tensor:
    """(8, n), over the last axis."""
    return x.softmax(-1)


def softmax_backward(c: Tensor, x: Tensor) -> Gradients:
    """∂x_j = p_j (c_j - Σ_k c_k p_k)."""
    p = x.softmax(-1)
    return (p * (c - (c * p).sum(-1, keepdim=True)),)


def attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """(8, n) each: softmax(q kᵀ / √n) v."""
    return (q @ k.T / math.sqrt(q.shape[-1])).softmax(-1) @ v


def attention_backward(c: Tensor, q: Tensor, k: Tensor, v: Tensor) -> Gradients:
    """Through the product with v, the softmax, and the scaled scores."""
    scale = 1 / math.sqrt(q.shape[-1])
    weights = (q @ k.T * scale).softmax(-1)
    (scores,) = softmax_backward(c @ v.T, q @ k.T * scale)
    return scores @ k * scale, scores.T @ q * scale, weights.T @ c


def layer_norm(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """x (8, n), weight and bias (n,)."""
    return F.layer_norm(x, x.shape[-1:], weight, bias)


def layer_norm_backward(c: Tensor, x: Tensor, weight: Tensor, bias: Tensor) -> Gradients:
    """Through the affine map, then through mean and variance."""
    deviation = (x.var(-1, unbiased=False, keepdim=True) + 1e-5).sqrt()
    normed = (x - x.mean(-1, keepdim=True)) / deviation
    g = c * weight
    spread = g - g.mean(-1, keepdim=True) - normed * (g * normed).mean(-1, keepdim=True)
    return spread / deviation, (c * normed).sum(0), c.sum(0)


def convolution(x: Tensor, weight: Tensor) -> Tensor:
    """x (1, 1, 8, n), weight (2, 1, 3, 3)."""
    return F.conv2d(x, weight)


def convolution_backward(c: Tensor, x: Tensor, weight: Tensor) -> Gradients:
    """The transposed convolution, and the correlation of x with the cotangent."""
    return torch.nn.grad.conv2d_input(x.shape, weight, c), torch.nn.grad.conv2d_weight(x, weight.shape, c)


CASES = (
    Case("softmax", softmax, softmax_backward, lambda n: ((8, n),)),
    Case("attention", attention, attention_backward, lambda n: ((8, n), (8, n), (8, n))),
    Case("layer norm", layer_norm, layer_norm_backward, lambda n: ((8, n), (n,), (n,))),
    Case("convolution", convolution, convolution_backward, lambda n: ((1, 1, 8, n), (2, 1, 3, 3))),
)


def _one(gradients: Gradients, which: int, changed: Callable[[Tensor], Tensor]) -> Gradients:
    return tuple(changed(gradient) if n == which else gradient for n, gradient in enumerate(gradients))


def _first_element(factor: float) -> Callable[[Tensor], Tensor]:
    def changed(gradient: Tensor) -> Tensor:
        flat = gradient.flatten().clone()
        flat[0] *= factor
        return flat.reshape(gradient.shape)

    return changed


# Each is done to the right gradients, and is wrong for every case.
FAULTS: dict[str, Callable[[Gradients], Gradients]] = {
    "2 % too large": lambda g: _one(g, 0, lambda d: 1.02 * d),
    "wrong sign": lambda g: _one(g, 0, torch.neg),
    "zero": lambda g: _one(g, 0, torch.zeros_like),
    "rows in reverse": lambda g: _one(g, 0, lambda d: d.flip(-2)),
    "shifted by one": lambda g: _one(g, 0, lambda d: d.roll(1, -1)),
    "one element 10 % off": lambda g: _one(g, 0, _first_element(1.1)),
    "one element's sign": lambda g: _one(g, 0, _first_element(-1.0)),
    "last row lost": lambda g: _one(g, 0, lambda d: torch.cat([d[..., :-1, :], torch.zeros_like(d[..., -1:, :])], -2)),
    "last argument halved": lambda g: _one(g, len(g) - 1, lambda d: d / 2),
    "last argument, last element": lambda g: _one(g, len(g) - 1, lambda d: d.flip(-1).clone()),
}
