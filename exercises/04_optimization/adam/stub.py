"""Adam and AdamW. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


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
    # TODO: weight decay, the two means, their correction, the step; return what the next step needs, too
    raise NotImplementedError("adam")


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
    # TODO: the same means, another place for weight decay
    raise NotImplementedError("adam")
