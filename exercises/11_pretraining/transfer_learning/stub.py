"""Transfer learning. `dlquiz show` prints the task, `dlquiz hint` helps."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def freeze(model: nn.Module, names: Sequence[str]) -> nn.Module:
    """Takes parameters out of the training: no gradient is computed for them any more.

    Args:
        model: any module. It is changed in place.
        names: beginnings of parameter names, as named_parameters() gives them.

    Returns:
        The same model; each parameter whose name begins with one of names no longer requires a gradient.

    Example:
        freeze(model, ["body"]) freezes "body.0.weight" and "body.0.bias", not "head.weight"
    """
    # TODO: what begins with one of the names requires no gradient any more
    raise NotImplementedError("transfer_learning")


def replace_head(model: nn.Module, classes: int) -> nn.Module:
    """Puts a new, untrained nn.Linear in the place of the last one.

    Args:
        model: a module with an nn.Linear somewhere below it. It is changed in place.
        classes: number of outputs of the new layer; it has the inputs of the old one.

    Returns:
        The same model.

    Example:
        replace_head(nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 10)), 2) has nn.Linear(8, 2) at the end
    """
    # TODO: find the last nn.Linear and the module that holds it, and put a new one there
    raise NotImplementedError("transfer_learning")


def fine_tune(model: nn.Module, x: Tensor, y: Tensor, *, generator: torch.Generator) -> nn.Module:
    """Trains what is not frozen: the head.

    Args:
        model: frozen but for its head, which is new. It may be changed in place.
        x: (N, 40), float32, N = 120.
        y: (N,), int64, classes.
        generator: source of randomness, for the order of the examples.

    Returns:
        The trained model. Of its state, only the head's weight and bias have changed.

    Example:
        model = fine_tune(replace_head(freeze(model, ["body"]), 4), x, y, generator=torch.Generator().manual_seed(0))
        model.eval()(x[:5]).argmax(dim=1) -> the classes of five inputs
    """
    # TODO: train the head, and let nothing else of the state move
    raise NotImplementedError("transfer_learning")
