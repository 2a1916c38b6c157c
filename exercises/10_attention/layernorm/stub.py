"""Layer normalization and its backward. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


def layer_norm(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    """Normalizes each token's features to mean 0 and variance 1, then scales and shifts each feature.

    Args:
        x: (..., D), tokens with D features.
        weight: (D), the scale of each feature.
        bias: (D), the offset of each feature.
        eps: added to the variance, inside the root.

    Returns:
        (..., D).

    Example:
        x [[1., 3.], [5., 5.]], weight [2., 2.], bias [0., 10.], eps 0
        -> [[-2., 12.], ...], and with an eps above 0 the second token, all equal, becomes the bias: [0., 10.]
    """
    # TODO: mean and variance of each token, then its normalized features
    # TODO: scale and shift
    raise NotImplementedError("layernorm")


def layer_norm_backward(
    grad_output: Tensor, x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    """Carries the gradient of a loss from the output of `layer_norm` to its inputs.

    Args:
        grad_output: (..., D), the gradient of the loss with respect to the output.
        x, weight, bias, eps: as in the forward.

    Returns:
        grad_x (..., D), grad_weight (D), grad_bias (D).

    Example:
        One token of two features: its normalized features are -1 and 1 wherever it moves, so nothing comes back to x:
        grad_output [[1., 4.]], x [[1., 3.]], weight [2., 2.], bias [0., 10.], eps 0
        -> grad_x [[0., 0.]], grad_weight [-1., 4.], grad_bias [1., 4.]
    """
    # TODO: the gradients for weight and bias: all tokens used them
    # TODO: the gradient for x: directly, through the mean, and through the variance
    raise NotImplementedError("layernorm")
