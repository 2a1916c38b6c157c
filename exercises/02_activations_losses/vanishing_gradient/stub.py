"""The vanishing gradient. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


def gradient_through_depth(activation: str, depth: int, x: Tensor) -> Tensor:
    """The slope of an activation applied `depth` times, without weights.

    Args:
        activation: "sigmoid", "tanh" or "relu".
        depth: how often it is applied, 0 or more.
        x: any shape.

    Returns:
        Like x: the slope at each element. relu has the slope 0 at 0.

    Raises:
        ValueError: another name, or a negative depth.

    Example:
        "sigmoid", depth 1, x [0.] -> [0.25]; depth 2 -> [0.25 * 0.2350] = [0.0588], as σ(0) = 0.5, σ′(0.5) = 0.2350
        "relu", depth 5, x [-1., 0., 2.] -> [0., 0., 1.]
    """
    # TODO: refuse what can't be
    # TODO: layer by layer, one factor each, taken where that layer's input is
    raise NotImplementedError("vanishing_gradient")
