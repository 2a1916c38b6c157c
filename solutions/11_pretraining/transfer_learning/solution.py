"""Transfer learning: keep what a network has learned to see, and train a new last layer for a new task.

The body turns an input into features that serve many tasks; the head is a linear map from features to the classes of
one. A few labels are enough for the head, and far too few for the body.

Sources: Yosinski et al. 2014, How transferable are features in deep neural networks?; Kingma and Ba 2015, Adam.
"""

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
    for name, parameter in model.named_parameters():
        if name.startswith(tuple(names)):
            parameter.requires_grad_(False)
    return model


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
    path = [name for name, module in model.named_modules() if isinstance(module, nn.Linear)][-1]
    parent, _, name = path.rpartition(".")  # "classifier.2" -> "classifier", "2"; "head" -> "", "head"
    old = model.get_submodule(path)
    new = nn.Linear(old.in_features, classes, device=old.weight.device, dtype=old.weight.dtype)
    setattr(model.get_submodule(parent), name, new)
    return model


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
    model.eval()  # in train mode batch normalization would go on with its running statistics
    head = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(head, lr=5e-2)
    for _ in range(30):
        order = torch.randperm(len(x), generator=generator)  # CPU, as the generator
        for batch in order.to(x.device).split(20):
            loss = F.cross_entropy(model(x[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model
