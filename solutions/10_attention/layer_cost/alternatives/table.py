"""A table of three rows; the number of layers from the digits of n − 1 in base k."""


def _layers(n, k):
    rest, digits = n - 1, 0
    while rest:
        rest, digits = rest // k, digits + 1
    return digits


def layer_cost(kind, n, d, k=3):
    table = {
        "self": [n**2 * d, 1, 1],
        "recurrent": [n * d**2, n, n],
        "conv": [k * n * d**2, 1, _layers(n, k)],
    }
    if kind not in table:
        raise ValueError(kind)
    return table[kind]
