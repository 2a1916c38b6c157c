"""Checks of sinusoidal positions: even and odd widths, many positions, and what attention sees of them.

Angles may be computed in float32, and by exp and log: the exponent's rounding error grows with ln 10000, about 10, and
the angle's with the position. So the condition of a table is 10 · length.
"""

import torch
from torch.nn.functional import scaled_dot_product_attention

from dlquiz.checks import check, close, holds


def agree(impl, ref, length, dim):
    close(impl.sinusoidal_encoding(length, dim), ref.sinusoidal_encoding(length, dim), condition=10 * length)


@check("sine and cosine of each angle stand side by side", points=3)
def even(impl, ref, draw):
    for length, dim in [(1, 2), (2, 2), (3, 4), (5, 4), (4, 6), (7, 10), (3, 16)]:
        agree(impl, ref, length, dim)


@check("an odd width ends in a sine", points=2)
def odd(impl, ref, draw):
    for length, dim in [(1, 1), (2, 1), (2, 3), (3, 3), (4, 5), (3, 9)]:
        agree(impl, ref, length, dim)


@check("right for many positions and columns", points=1, needs=even)
def large(impl, ref, draw):
    agree(impl, ref, 120, 32)


@check("with the encoding added, attention sees the order of the words", points=1, needs=even)
def order(impl, ref, draw):
    x = draw.normal(5, 8)
    encoding = impl.sinusoidal_encoding(5, 8).to(x)
    turned = torch.arange(4, -1, -1)
    for places, seen in [(torch.zeros_like(x), False), (encoding, True)]:
        forward, backward = x + places, x[turned] + places
        first = scaled_dot_product_attention(*[forward[None]] * 3)[0]
        second = scaled_dot_product_attention(*[backward[None]] * 3)[0]
        moved_along = bool(((second - first[turned]).abs() < 1e-3).all())
        holds(moved_along is not seen, "with the words in another order, attention gives each word the same answer")
