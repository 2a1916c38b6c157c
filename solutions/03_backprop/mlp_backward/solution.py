"""Loss and gradients of a two-layer network, with p = softmax(logits) and g for gradients of the loss:

    g_logits = (p − onehot) / N        g_hidden = g_logits W2        g_pre = g_hidden ⊙ [pre > 0]
    g_W2 = g_logitsᵀ hidden            g_W1 = g_preᵀ x               biases: the same gradients, summed over N

Backpropagation is bookkeeping: each step of the forward, in reverse order, turns the gradient by its output into those
by its inputs, and needs nothing of the network but what it has seen itself.

Source: Goodfellow, Bengio and Courville 2016, Deep Learning, section 6.5.7.
"""

from torch import Tensor
from torch.nn.functional import cross_entropy, one_hot, relu


def forward(x: Tensor, params: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """What goes into the ReLU (N, H), what comes out of it (N, H), and the logits (N, K)."""
    pre = x @ params["w1"].T + params["b1"]  # (N, H)
    hidden = relu(pre)
    logits = hidden @ params["w2"].T + params["b2"]  # (N, K)
    return pre, hidden, logits


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
    _, _, logits = forward(x, params)
    return cross_entropy(logits, labels, reduction="sum") / max(1, len(x))  # the mean of nothing is 0


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
    pre, hidden, logits = forward(x, params)
    N, K = logits.shape

    p = logits.softmax(dim=1)  # (N, K)
    grad_logits = (p - one_hot(labels, K)) / N  # (N, K)
    grad_b2 = grad_logits.sum(dim=0)  # (K)
    grad_w2 = grad_logits.T @ hidden  # (K, H)
    grad_hidden = grad_logits @ params["w2"]  # (N, H)
    grad_pre = grad_hidden * (pre > 0)  # (N, H)
    grad_b1 = grad_pre.sum(dim=0)  # (H)
    grad_w1 = grad_pre.T @ x  # (H, D)
    return {"w1": grad_w1, "b1": grad_b1, "w2": grad_w2, "b2": grad_b2}
