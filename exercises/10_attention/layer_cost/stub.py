"""The cost of a layer. `dlquiz show` prints the task, `dlquiz hint` helps."""


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
    # TODO: three numbers for each of the three kinds
    raise NotImplementedError("layer_cost")
