"""Adam: w − lr · m̂ / (√v̂ + eps), and AdamW, which shrinks w by lr · weight_decay beside it.

m is the running mean of the gradients, v of their squares. Both start at 0, so after t steps they hold the weight
1 − βᵗ only; dividing by that makes them means. m̂ / √v̂ does not depend on the gradient's scale.

Sources: Kingma and Ba 2014, Adam; Loshchilov and Hutter 2017, Decoupled Weight Decay Regularization.
"""

import torch
from torch import Tensor


def direction(grad: Tensor, state: dict, betas: tuple[float, float], eps: float) -> tuple[Tensor, dict]:
    """m̂ / (√v̂ + eps), like grad, and the state after it."""
    beta1, beta2 = betas
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", torch.zeros_like(grad)) + (1 - beta1) * grad
    v = beta2 * state.get("v", torch.zeros_like(grad)) + (1 - beta2) * grad**2

    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return m_hat / (v_hat.sqrt() + eps), {"t": t, "m": m, "v": v}


def adam_step(
    param: Tensor,
    grad: Tensor,
    state: dict,
    *,
    lr: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0,
) -> tuple[Tensor, dict]:
    """One step of Adam. Weight decay is L2: it goes into the gradient.

    Args:
        param: any shape.
        grad: gradient by param, the same shape.
        state: what the last step returned; {} at the first.
        lr: learning rate of this step.
        betas: how much of the running means of grad and grad² is kept.
        eps: added to the root of the corrected mean of squares.
        weight_decay: weight_decay · param is added to the gradient.

    Returns:
        The new param, like param, and the state for the next step. The arguments stay as they are.

    Example:
        The first step has length lr in every element, whatever the size of the gradient:
        param [1., 1.], grad [5., -0.2], state {}, lr 0.1 -> [0.9, 1.1]
    """
    d, new_state = direction(grad + weight_decay * param, state, betas, eps)
    return param - lr * d, new_state


def adamw_step(
    param: Tensor,
    grad: Tensor,
    state: dict,
    *,
    lr: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> tuple[Tensor, dict]:
    """One step of AdamW: Adam with decoupled weight decay, which shrinks param by itself.

    Args:
        param: any shape.
        grad: gradient by param, the same shape.
        state: what the last step returned; {} at the first.
        lr: learning rate of this step.
        betas: how much of the running means of grad and grad² is kept.
        eps: added to the root of the corrected mean of squares.
        weight_decay: param loses the share lr · weight_decay of itself.

    Returns:
        The new param, like param, and the state for the next step. The arguments stay as they are.

    Example:
        Shrunk to 0.95 first, then a step of length lr:
        param [1., 1.], grad [5., -0.2], state {}, lr 0.1, weight_decay 0.5 -> [0.85, 1.05]
    """
    d, new_state = direction(grad, state, betas, eps)
    shrunk = param * (1 - lr * weight_decay)  # beside m and v, so that no root divides the decay
    return shrunk - lr * d, new_state
