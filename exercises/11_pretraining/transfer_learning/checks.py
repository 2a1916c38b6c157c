"""Checks of transfer learning: what is frozen, what is replaced, what of the state moves, and how much is recognized.

An input is 40 numbers, u turned by a random rotation. Of u, 8 numbers are ±(0.5 … 1.5), the others are noise. The class
is (sign of u₀u₁, sign of u₂u₃): no linear function of x tells it. The body has 16 features, relu(±u₂ₖ ± u₂ₖ₊₁) for four
pairs; of these a linear function does, since |a + b| > |a − b| where ab > 0. So the body is made, not trained; from
1000 labels a network finds one as good by itself, and from 120 it does not.
"""

import torch

from dlquiz.checks import check, close, holds, there

SIZE, FEATURES, CLASSES = 40, 16, 4
EXAMPLES = 120  # from scratch a network has 27 to 49 % of the new ones right; a head on this body 99 % and more
NEW_EXAMPLES = 2000  # the figure's standard error is 0.7 % at 90 %
WANTED = 0.9


def frozen(module, names):
    """Of three models: which parameters don't require a gradient after freeze, and whether the model came back."""
    from torch import nn

    models = [
        nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)),
        nn.ModuleDict({"body": nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)), "head": nn.Linear(4, 2)}),
        nn.ModuleDict({"stem": nn.Conv2d(1, 2, 3), "block": nn.ModuleDict({"stem": nn.Linear(2, 2, bias=False)})}),
    ]
    answers = []
    for model in models:
        before = {name: value.clone() for name, value in model.state_dict().items()}
        same = module.freeze(model, names) is model
        kept = all(bool((value == before[name]).all()) for name, value in model.state_dict().items())
        answers.append([[name for name, p in model.named_parameters() if not p.requires_grad], same, kept])
    return answers


@check("what begins with one of the names is frozen, and nothing else", points=2)
def freezing(impl, ref, draw):
    for names in (
        ["body"],
        ["0"],
        ["stem"],
        ["head", "2"],
        ["body.1", "block"],
        ["0.weight", "body.0.bias"],
        [],
        ["none"],
    ):
        for got, due in zip(there(impl, frozen, names), there(ref, frozen, names), strict=True):
            close(got[0], due[0], why=f"freeze(model, {names}): the parameters that require no gradient")
            holds(got[1], "freeze did not return the model that it was given")
            holds(got[2], "freeze changed the values of the model's state")


def replaced(module, classes):
    """Of four models, after replace_head: the layers, and what became of the state. New weights are random."""
    from collections import OrderedDict

    import torch
    from torch import nn

    tail = nn.Sequential(OrderedDict(drop=nn.Dropout(0.5), last=nn.Linear(6, 3), out=nn.LogSoftmax(dim=1)))
    models = [
        nn.Sequential(nn.Linear(5, 3)),
        nn.Sequential(nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 3)),
        nn.Sequential(OrderedDict(body=nn.Sequential(nn.Linear(5, 7), nn.BatchNorm1d(7)), head=nn.Linear(7, 3))),
        nn.Sequential(OrderedDict(net=nn.Sequential(nn.Linear(5, 6), nn.Sequential(nn.ReLU(), tail)))),
    ]
    answers = []
    for model in models:
        model.requires_grad_(False).eval()
        before = {name: value.clone() for name, value in model.state_dict().items()}
        returned = module.replace_head(model, classes)
        layers = [f"{name}: {type(part).__name__}" for name, part in model.named_modules() if not list(part.children())]
        linear = [part for part in model.modules() if isinstance(part, nn.Linear)]
        state = model.state_dict()
        changed = [
            name for name, value in state.items()
            if name not in before or value.shape != before[name].shape or not torch.equal(value, before[name])
        ]  # fmt: skip
        try:
            shape = list(model(torch.ones(2, 5)).shape)
        except RuntimeError as error:
            shape = f"none: {error}"
        answers.append(
            {
                "layers": layers,
                "sizes": [[part.in_features, part.out_features, list(part.weight.shape)] for part in linear],
                "new": changed,
                "trainable": [name for name, p in model.named_parameters() if p.requires_grad],
                "shape": shape,
                "returned": returned is model,
            }
        )
    return answers


@check("the last nn.Linear is a new one, all else stays", points=2)
def replacing(impl, ref, draw):
    facts = {
        "layers": "the layers of the model",
        "sizes": "in_features, out_features and weight of each nn.Linear",
        "new": "what is new in the state",
        "trainable": "what requires a gradient, where all was frozen before",
        "shape": "the shape of the model's answer to 2 inputs",
    }
    for classes in (1, 2, 3, 8):
        for got, due in zip(there(impl, replaced, classes), there(ref, replaced, classes), strict=True):
            holds(got["returned"], "replace_head has to change the model that it is given, and return that very model")
            for key, what in facts.items() if got["returned"] else ():
                close(got[key], due[key], why=f"replace_head(model, {classes}): {what}")


def inputs(draw, rotation, order, count):
    """x (count, SIZE) and classes (count,); `order` says which class has which number."""
    u = draw.normal(count, SIZE, mean=0.0, std=1.0)
    u[:, :8] = (0.5 + draw.uniform(count, 8)) * (2 * draw.bernoulli(count, 8) - 1)  # variance 13 / 12
    first, second = u[:, 0] * u[:, 1] > 0, u[:, 2] * u[:, 3] > 0
    return u @ rotation.T, order[2 * first + 1 * second]


def body(draw, rotation):
    """Weight (FEATURES, SIZE) of the body: ±u₂ₖ ± u₂ₖ₊₁ for four pairs, in random order."""
    pair = draw.tensor([[1, 1], [-1, -1], [1, -1], [-1, 1]])
    rows = torch.block_diag(pair, pair, pair, pair)  # (16, 8)
    return (rows @ rotation[:, :8].T)[draw.permutation(FEATURES)]


def fresh(draw, rotation, classes, names):
    """The state of a model with this body and a new head, as nn.Linear begins."""
    zeros, ones = torch.zeros(FEATURES, device=draw.device), torch.ones(FEATURES, device=draw.device)
    layers = {"0.weight": body(draw, rotation), "0.bias": zeros, "1.weight": ones, "1.bias": zeros}
    seen = {
        "1.running_mean": zeros,
        "1.running_var": 13 / 6 * ones,
        "1.num_batches_tracked": torch.tensor(1000, device=draw.device),
    }
    head = {"weight": 0.25 * (2 * draw.uniform(classes, FEATURES) - 1), "bias": torch.zeros(classes)}
    return {
        **{f"{names[0]}.{key}": value for key, value in (layers | seen).items()},
        **{f"{names[1]}.{key}": value.to(draw.device) for key, value in head.items()},
    }


def fine_tuned(module, state, x, y, generator, names):
    """The state after fine_tune of a model that had this one, or the type of what came back if it is no model."""
    from collections import OrderedDict

    from torch import nn

    features, size = state[f"{names[0]}.0.weight"].shape
    parts = nn.Sequential(nn.Linear(size, features), nn.BatchNorm1d(features), nn.ReLU())
    head = nn.Linear(features, len(state[f"{names[1]}.bias"]))
    model = nn.Sequential(OrderedDict([(names[0], parts), (names[1], head)])).to(x.device)
    model.load_state_dict(state)
    parts.requires_grad_(False)
    result = module.fine_tune(model.eval(), x, y, generator=generator)
    if not isinstance(result, nn.Module):
        return type(result).__name__
    return {name: value.detach().clone() for name, value in result.state_dict().items()}


def tuned(impl, draw, count, classes, names):
    """Rotation, order of the classes, x and y that were learned from, and the states before and after; None if none."""
    rotation = torch.linalg.qr(draw.normal(SIZE, SIZE, mean=0.0, std=1.0))[0]
    order = draw.permutation(CLASSES) % classes
    x, y = inputs(draw, rotation, order, count)
    before = fresh(draw, rotation, classes, names)
    after = there(impl, fine_tuned, before, x, y, draw.generator(), names)
    model = isinstance(after, dict)
    holds(model, f"fine_tune returned {after}; expected the trained model" if not model else "")
    if not model:
        return None
    shapes = {name: list(value.shape) for name, value in before.items()}
    found = {name: list(value.shape) for name, value in after.items() if isinstance(value, torch.Tensor)}
    close(found, shapes, why="names and shapes in the state of the model that fine_tune returned")
    return (rotation, order, x, y, before, after) if found == shapes else None


@check("of the state, only the head moves", points=2, seconds=20, dtypes=("float32",))
def head_only(impl, ref, draw):
    for count, classes, names in ((40, 3, ("features", "classifier")), (24, 4, ("body", "head"))):
        found = tuned(impl, draw, count, classes, names)
        if found is None:
            return
        before, after = found[-2:]
        moved = [name for name in before if not torch.equal(before[name], after[name])]
        weights = [name for name in moved if name.startswith(names[0]) and name.endswith(("weight", "bias"))]
        counted = [name for name in moved if name.startswith(names[0]) and name not in weights]
        holds(not weights, f"{weights} moved: the body has to stay as it is. What does the optimizer hold?")
        holds(not counted, f"{counted} moved: in train mode, batch normalization goes on with its running statistics")
        still = [f"{names[1]}.{part}" for part in ("weight", "bias") if f"{names[1]}.{part}" not in moved]
        holds(not still, f"{still} did not move: is the head among what the optimizer holds, and is a step taken?")


def logits(state, x, names):
    """What a model with this state says to x."""
    weight, bias, mean, variance = (
        state[f"{names[0]}.{key}"] for key in ("0.weight", "0.bias", "1.running_mean", "1.running_var")
    )
    normal = (x @ weight.T + bias - mean) / torch.sqrt(variance + 1e-5)
    features = torch.relu(normal * state[f"{names[0]}.1.weight"] + state[f"{names[0]}.1.bias"])
    return features @ state[f"{names[1]}.weight"].T + state[f"{names[1]}.bias"]


@check("with 120 labels, it recognizes 90 % of new examples", points=4, seconds=20, dtypes=("float32",))
def recognizes(impl, ref, draw):
    names = ("body", "head")
    found = tuned(impl, draw, EXAMPLES, CLASSES, names)
    if found is None:
        return
    rotation, order, x, y, before, after = found
    new_x, new_y = inputs(draw, rotation, order, NEW_EXAMPLES)  # they don't exist before the training has ended
    first, last, answers = logits(before, x, names), logits(after, x, names), logits(after, new_x, names)
    finite = bool(torch.isfinite(answers).all())
    holds(finite, "The logits are NaN or infinite; try a smaller learning rate")
    if not finite:
        return
    seen, new = accuracy(last, y), accuracy(answers, new_y)
    figures = f"{new:.1%} of {NEW_EXAMPLES} new examples are right ({seen:.1%} of its own), {WANTED:.0%} are needed"
    holds(new >= WANTED, f"{figures}. {advice(seen, new, (last - first).abs().max())}")


def accuracy(answers, labels):
    """The part of the examples whose largest logit is their label's."""
    return float((answers.argmax(dim=1) == labels).double().mean())


def advice(seen, new, moved):
    """What the figures point at, and what to try."""
    if moved < 0.1:
        return "The answers have hardly moved: try more steps or a larger learning rate."
    if seen > new + 0.3:
        return "It knows its own examples by heart: has the body been trained, or lost what it knew?"
    if seen < 0.1:
        return "Nearly all get another class: look at the sign of the loss."
    if seen < 0.5:
        return "It has learned little of its own examples either. Do x and y stay together when they are shuffled?"
    return "It is on the way: more passes, or a larger learning rate."
