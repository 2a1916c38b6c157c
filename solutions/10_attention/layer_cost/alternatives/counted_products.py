"""Counts from the shapes of the products; the number of layers starts from a logarithm and is put right."""

import math


def _matmul(rows, inner, columns):
    return rows * inner * columns


def layer_cost(kind, n, d, k=3):
    match kind:
        case "self":
            return _matmul(n, d, n), 1, 1
        case "recurrent":
            return n * _matmul(1, d, d), n, n
        case "conv":
            layers = max(0, round(math.log(n, k)) - 1)
            layers = next(m for m in range(layers, layers + 3) if k**m >= n)
            return _matmul(n, k * d, d), 1, layers
    raise ValueError(f"unknown kind of layer: {kind}")
