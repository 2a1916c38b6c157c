"""What a layer costs on n positions of d numbers each: multiply-adds, steps one after the other, longest path.

Attention compares all pairs of positions; recurrence and convolution multiply each position by d × d matrices. But in
attention every position is one step from every other, and all positions are worked out at the same time.

Source: Vaswani et al. 2017, Attention Is All You Need, section 4, table 1.
"""


def layer_cost(kind: str, n: int, d: int, k: int = 3) -> tuple[int, int, int]:
    """Operations, sequential steps and longest path of a layer.

    Args:
        kind: "self" (self-attention), "recurrent" or "conv".
        n: positions, at least 1.
        d: numbers at each position.
        k: width of the kernel, at least 2; only "conv" has one.

    Returns:
        Three ints: multiply-adds of the leading term; how many steps have to wait for one another; over how many
        steps a signal goes between the two positions that are farthest apart.

    Raises:
        ValueError: kind is none of the three.

    Example:
        Ten positions of two numbers in a recurrent layer: layer_cost("recurrent", 10, 2) -> (40, 10, 10)
    """
    if kind == "self":
        return n * n * d, 1, 1  # a dot product of length d for each pair
    if kind == "recurrent":
        return n * d * d, n, n  # a d × d product in each step, and each step needs the one before
    if kind != "conv":
        raise ValueError(f'kind is "self", "recurrent" or "conv", not {kind!r}')
    layers, reach = 0, 1
    while reach < n:  # each dilated layer sees k times as far; whole numbers, since a logarithm rounds
        layers, reach = layers + 1, reach * k
    return k * n * d * d, 1, layers  # k products of d × d at each place
