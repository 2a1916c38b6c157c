"""Checks of train_reverser: trainings with and without attention on sequences that are made here.

Digits are uniform and independent, so each of them has to be carried across: 20 digits are 66 bits. Six trainings are
compared, at three lengths; only the figures at the lengths 5 and 20 count, the others are for the learner's eyes.
"""

import torch

from dlquiz.checks import bars, check, heatmap, holds, same, there

DIGITS = 10
SHORT, MIDDLE, LONG = 5, 10, 20
SEQUENCES = 2000
NEW_SEQUENCES = 500  # 10 000 digits at length 20: the standard error of 90 % is 0.3 %
WITH_ATTENTION = 0.9  # at length 20
WITHOUT = 0.7  # at length 5
BEHIND = 0.97  # at length 20 the plain network stays below; measured are 35 to 50 %
NEAR = 2  # places: a state knows its neighbours' digits, too
MASS = 0.5  # of the weights near the digit that is due; measured are 0.9 and more, equal weights have 0.24


def sequences(draw, count, length):
    """Digits (count, length), and the same from back to front."""
    x = draw.integers(0, DIGITS, count, length)
    return x, x.flip(1)


def evaluate(module, model, x):
    """The model's answer as anybody would ask for it."""
    with torch.no_grad():
        return model.eval()(x)


def weigh(module, model, x):
    """Where the model looks."""
    with torch.no_grad():
        return model.eval().attention_weights(x)


def fits(value, shape, what):
    """Whether an answer is a finite tensor of floats of that shape; if not, that is found."""
    got = list(value.shape) if isinstance(value, torch.Tensor) else type(value).__name__
    right = got == shape and value.is_floating_point()
    holds(right, f"{what} is {got}; expected floats {shape}")
    finite = right and bool(torch.isfinite(value).all())
    holds(finite or not right, f"{what} holds NaN or infinite numbers; try a smaller learning rate")
    return finite


def logits_of(impl, model, x):
    """The model's logits if they are fit to be compared; else None, and the finding."""
    logits = there(impl, evaluate, model, x)
    return logits if fits(logits, [*x.shape, DIGITS], f"The model's answer to x of shape {list(x.shape)}") else None


def weights_of(impl, model, x):
    """The attention weights if each output's are positive and sum to 1; else None, and the finding."""
    weights = there(impl, weigh, model, x)
    if not fits(weights, [*x.shape, x.shape[1]], f"attention_weights of x of shape {list(x.shape)}"):
        return None
    rows = weights.double().sum(dim=2)
    sums = bool((rows - 1).abs().max() < 1e-3) and bool((weights > -1e-6).all())
    holds(
        sums,
        f"The weights of one output sum to {float(rows.min()):.3g} … {float(rows.max()):.3g}; expected 1, and none "
        "negative. weights[n, t] are those of output t, over all inputs: is the softmax over the inputs?",
    )
    return weights if sums else None


@check("both networks map each digit's place to ten logits", points=2, dtypes=("float32",))
def shapes(impl, ref, draw):
    for attention in (False, True):
        model = impl.make_model(attention).to(draw.device)
        for length in (SHORT, MIDDLE):
            x, _ = sequences(draw, 4, length)
            alone, together = logits_of(impl, model, x[:1]), logits_of(impl, model, x)
            if alone is not None and together is not None:
                same(
                    alone,
                    together[:1],
                    why="a sequence gets other logits alone than among three others. Which dimension does the network "
                    "take for the time?",
                )
    weights_of(impl, model, x)


def trained(impl, draw, attention, length):
    """A model trained at that length, and the part of new digits that it has right; None where it can't be judged."""
    x, y = sequences(draw, SEQUENCES, length)
    model = impl.make_model(attention).to(draw.device)
    model = impl.train(model.train(), x, y, generator=draw.generator())
    if not callable(model):
        holds(False, f"train returned {type(model).__name__}; expected the trained model")
        return None, None
    new_x, new_y = sequences(draw, NEW_SEQUENCES, length)  # they don't exist before the training has ended
    logits = logits_of(impl, model, new_x)
    if logits is None:
        return model, None
    right = float((logits.argmax(dim=2) == new_y).double().mean())
    copied = float((logits.argmax(dim=2) == new_x).double().mean())
    holds(copied < 0.5, f"{copied:.0%} of the outputs are the input, in its own order. Which of x and y is the target?")
    return model, right


@check("with attention, it reverses 20 digits", points=5, needs=shapes, seconds=60, dtypes=("float32",))
def attentive(impl, ref, draw):
    model, long = trained(impl, draw, True, LONG)
    if long is None:
        return
    figures = f"{long:.1%} of the digits of new sequences are right, {WITH_ATTENTION:.0%} are needed"
    holds(long >= WITH_ATTENTION, f"{figures}. {advice(long)}")
    weights = weights_of(impl, model, sequences(draw, NEW_SEQUENCES, LONG)[0])
    if weights is None or long < WITH_ATTENTION:
        return
    weights = weights.double().mean(dim=0).cpu()  # (output, input)
    place = torch.arange(LONG)
    near = (place[:, None] + place - (LONG - 1)).abs() <= NEAR
    mass = float((weights * near).sum(dim=1).mean())
    holds(
        mass >= MASS,
        f"The digits are right, but {mass:.0%} of the attention is on the digit that is due and its neighbours, "
        f"{MASS:.0%} are needed. Are attention_weights those with which the encoder's states are averaged?",
    )
    numbers = [str(i + 1) for i in range(LONG)]
    heatmap("Where each output (row) looks among the inputs (column)", weights.tolist(), rows=numbers, columns=numbers)
    compare(impl, draw, True, long)


@check("one vector carries 5 digits, and not 20", points=3, needs=attentive, seconds=60, dtypes=("float32",))
def bottleneck(impl, ref, draw):
    _, short = trained(impl, draw, False, SHORT)
    if short is None:
        return
    holds(
        short >= WITHOUT,
        f"Without attention, {short:.1%} of 5 digits are right, {WITHOUT:.0%} are needed. Does the decoder start from "
        "the encoder's last state? It is all that it gets.",
    )
    _, long = trained(impl, draw, False, LONG)
    if long is None:
        return
    holds(
        long < BEHIND,
        f"Without attention, {long:.1%} of 20 digits are right, as if there were no bottleneck. Does "
        "make_model(False) hand over the last state alone, at most 128 numbers, and nothing else of the input?",
    )
    if short >= WITHOUT and long < BEHIND:
        compare(impl, draw, False, long, short)


def compare(impl, draw, attention, long, short=None):
    """Shows what comes of the other lengths."""
    short = trained(impl, draw, attention, SHORT)[1] if short is None else short
    middle = trained(impl, draw, attention, MIDDLE)[1]
    if short is None or middle is None:
        return
    title = "With attention" if attention else "With one vector between the two"
    bars(f"{title}, digits right", {f"{SHORT} digits": short, f"{MIDDLE} digits": middle, f"{LONG} digits": long})


def advice(right):
    """What the figure points at, and what to try."""
    if right < 0.15:
        return (
            "That is chance: one in ten. Does the loss fall, and do the steps reach the weights of the model you "
            "return? Do x and y stay together when they are shuffled?"
        )
    if right < 0.6:
        return (
            "That is about what one vector can hold. Does each output get its own average of the encoder's states, and "
            "does it reach the logits? If so: more passes, or another learning rate."
        )
    return "It is on the way: more passes, another learning rate, a larger state. Does the loss still fall at the end?"
