"""Parts of a network. `dlquiz show` prints the task."""

from collections.abc import Sequence

from torch import Tensor


def mlp(x: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tensor:
    """relu(x w1ᵀ + b1) w2ᵀ + b2.

    Args:
        x: (N, D).
        w1: (H, D).
        b1: (H).
        w2: (K, H).
        b2: (K).

    Returns:
        (N, K).

    Example:
        x [[1.]], w1 [[2.]], b1 [1.], w2 [[3.]], b2 [0.] -> [[9.]]
    """
    # TODO: two layers
    raise NotImplementedError("network_parts")


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """The mean of −log softmax(logits)[n, labels[n]] over n.

    Args:
        logits: (N, K).
        labels: (N), int64.

    Returns:
        0-d.

    Example:
        logits [[0., 0.]], labels [1] -> 0.6931
    """
    # TODO: logarithms of probabilities
    raise NotImplementedError("network_parts")


def mlp_backward(
    grad_output: Tensor, x: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The gradients of <grad_output, mlp(x, w1, b1, w2, b2)>.

    Args:
        grad_output: (N, K).
        x: (N, D).
        w1: (H, D).
        b1: (H).
        w2: (K, H).
        b2: (K).

    Returns:
        The gradients of x, w1, b1, w2, b2, each with its shape.

    Example:
        grad_output [[1.]], x [[1.]], w1 [[2.]], b1 [1.], w2 [[3.]], b2 [0.]: for x [[6.]], for w2 [[3.]]
    """
    # TODO: the forward's lines in reverse order
    raise NotImplementedError("network_parts")


def attention(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """softmax(query keyᵀ / √E) value.

    Args:
        query: (L, E).
        key: (S, E).
        value: (S, D).

    Returns:
        (L, D).

    Example:
        query [[0.]], key [[1.], [2.]], value [[2.], [4.]] -> [[3.]]
    """
    # TODO: weights, then their mean of the values
    raise NotImplementedError("network_parts")


def causal_attention(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """Attention where row i sees rows 0 to i only.

    Args:
        query: (L, E).
        key: (L, E).
        value: (L, D).

    Returns:
        (L, D).

    Example:
        query [[0.], [0.]], key [[1.], [2.]], value [[2.], [4.]] -> [[2.], [3.]]
    """
    # TODO: hide the future
    raise NotImplementedError("network_parts")


def count_parameters(sizes: Sequence[int]) -> int:
    """How many numbers the linear layers of a network hold, with their biases.

    Args:
        sizes: the widths, from the input to the output.

    Example:
        (3, 2) -> 8
    """
    # TODO: weights and biases
    raise NotImplementedError("network_parts")
