"""Loss and gradients of a two-layer network. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor


def mlp_loss(x: Tensor, labels: Tensor, params: dict[str, Tensor]) -> Tensor:
    """Mean cross-entropy of a two-layer ReLU network.

    Args:
        x: (N, D).
        labels: (N), int64, the right classes.
        params: "w1" (H, D), "b1" (H), "w2" (K, H), "b2" (K).

    Returns:
        0-d, the mean over the rows; 0 for an empty batch.

    Example:
        One example, one hidden unit, two classes that score alike, each with probability ½:
        x [[2.]], labels [0], w1 [[1.]], b1 [1.], w2 [[1.], [1.]], b2 [0., 0.] -> 0.6931
    """
    # TODO: two layers, and the cross-entropy of their logits
    raise NotImplementedError("mlp_backward")


def mlp_gradients(x: Tensor, labels: Tensor, params: dict[str, Tensor]) -> dict[str, Tensor]:
    """The gradient of mlp_loss for every parameter.

    Args:
        x: (N, D).
        labels: (N), int64, the right classes.
        params: "w1" (H, D), "b1" (H), "w2" (K, H), "b2" (K).

    Returns:
        A dict of gradients with the keys and shapes of params.

    Example:
        The network of the example above, where pre and hidden are [[3.]]:
        {"w1": [[0.]], "b1": [0.], "w2": [[-1.5], [1.5]], "b2": [-0.5, 0.5]}
    """
    # TODO: the forward once more, then its lines in reverse order
    raise NotImplementedError("mlp_backward")
