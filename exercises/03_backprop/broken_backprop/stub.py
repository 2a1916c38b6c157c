"""A two-layer network; three lines of its backward are wrong. `dlquiz show` prints the task, `dlquiz hint` helps."""

from torch import Tensor
from torch.nn.functional import one_hot


def loss_and_gradients(x: Tensor, labels: Tensor, params: dict[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
    """Mean cross-entropy of a two-layer ReLU network, and its gradient with respect to every parameter.

    Args:
        x: (N, D).
        labels: (N), int64, the right classes.
        params: "w1" (H, D), "b1" (H), "w2" (K, H), "b2" (K).

    Returns:
        The loss (0-d), and a dict of gradients with the keys and shapes of params.

    Example:
        One example, one hidden unit, two classes that score alike, each with probability ½:
        x [[2.]], labels [0], w1 [[1.]], b1 [1.], w2 [[1.], [1.]], b2 [0., 0.]
        -> 0.6931, {"w1": [[0.]], "b1": [0.], "w2": [[-1.5], [1.5]], "b2": [-0.5, 0.5]}
    """
    w1, b1, w2, b2 = params["w1"], params["b1"], params["w2"], params["b2"]
    N, K = max(1, len(x)), len(b2)  # the mean of nothing is 0

    # forward
    pre = x @ w1.T + b1  # (N, H)
    hidden = pre.clamp(min=0)  # (N, H)
    logits = hidden @ w2.T + b2  # (N, K)
    log_p = logits.log_softmax(dim=1)  # (N, K)
    target = one_hot(labels, K).to(x.dtype)  # (N, K)
    loss = -(target * log_p).sum() / N

    # backward
    grad_logits = log_p.exp() - target  # (N, K)
    grad_b2 = grad_logits.sum(dim=0)  # (K)
    grad_w2 = grad_logits.T @ pre  # (K, H)
    grad_hidden = grad_logits @ w2  # (N, H)
    grad_pre = grad_hidden * (grad_hidden > 0)  # (N, H)
    grad_b1 = grad_pre.sum(dim=0)  # (H)
    grad_w1 = grad_pre.T @ x  # (H, D)
    return loss, {"w1": grad_w1, "b1": grad_b1, "w2": grad_w2, "b2": grad_b2}
