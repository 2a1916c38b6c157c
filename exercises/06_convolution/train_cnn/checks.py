"""Checks of train_cnn: one training on images that are made here, judged on images that are made after it.

Every image holds one figure of 5, 7 or 9 pixels in a 12 × 12 field: a bar, lying or standing, or a cross of just as
many pixels. It stands anywhere, is bright or dark, and there is noise. So neither the number of pixels nor their sum
nor any fixed place tells the classes apart.
"""

import torch

from dlquiz.checks import check, holds, same, there

SIZE, NOISE = 12, 0.1
IMAGES = 1200  # a dense network with 64 to 256 hidden units learns them all and has 83 to 90 % of the new ones right
NEW_IMAGES = 1000  # the figure's standard error is 0.5 % at 97 %, so a model of 99 % is 4 of them above the mark
WANTED = 0.97


def images(draw, count, cross):
    """Images (count, 1, 12, 12) and labels (count,); `cross` is the label of the crosses."""
    is_cross, bright, lying = draw.bernoulli(count), draw.bernoulli(count), draw.bernoulli(count)
    arms = draw.integers(2, 5, count)  # half of the figure's pixels, without the middle
    sideways = 1 + (draw.uniform(count) * (arms - 1)).long()  # a cross has 1 at least in both directions
    sideways = torch.where(is_cross, sideways, arms * lying)
    upwards = arms - sideways
    row = upwards + (draw.uniform(count) * (SIZE - 2 * upwards)).long()
    column = sideways + (draw.uniform(count) * (SIZE - 2 * sideways)).long()

    place = torch.arange(SIZE, device=row.device)
    down = (place - row[:, None])[:, :, None].abs()  # (count, 12, 1): distance from the middle
    along = (place - column[:, None])[:, None, :].abs()  # (count, 1, 12)
    figure = ((down <= upwards[:, None, None]) & (along == 0)) | ((along <= sideways[:, None, None]) & (down == 0))
    contrast = torch.where(bright, 1.0, -1.0)[:, None, None]
    x = contrast * figure + draw.normal(count, SIZE, SIZE, mean=0, std=NOISE)
    return x[:, None], torch.where(is_cross, cross, 1 - cross)


def evaluate(module, model, x):
    """The model's answer as anybody would ask for it."""
    with torch.no_grad():
        return model.eval()(x)


def logits_of(impl, model, x):
    """The model's logits of the images x, if they have the right shape and are finite; else None, and the finding."""
    logits = there(impl, evaluate, model, x)
    shape = list(logits.shape) if isinstance(logits, torch.Tensor) else type(logits).__name__
    fits = isinstance(shape, list) and len(shape) == 2 and shape[0] == len(x) and shape[1] >= 2
    holds(fits, f"The model's answer to x of shape {list(x.shape)} is {shape}; expected [{len(x)}, 2]")
    finite = fits and bool(torch.isfinite(logits).all())
    holds(finite or not fits, "The logits are NaN or infinite; try a smaller learning rate")
    return logits if finite else None


@check("the model maps each image to two logits", points=2, dtypes=("float32",))
def shapes(impl, ref, draw):
    x, _ = images(draw, 6, cross=1)
    model = impl.make_model().to(draw.device)
    alone, together = logits_of(impl, model, x[:1]), logits_of(impl, model, x)
    if alone is not None and together is not None:
        same(alone, together[:1], why="an image gets other logits alone than among five others")


@check("trained, it recognises 97 % of new images", points=8, needs=shapes, seconds=20, dtypes=("float32",))
def recognises(impl, ref, draw):
    cross = draw.integer(0, 2)  # the label of the crosses: a detector that was ready before fails every second time
    x, y = images(draw, IMAGES, cross)
    model = impl.make_model().to(draw.device)
    before = logits_of(impl, model, x)
    model = impl.train(model.train(), x, y, generator=draw.generator())
    if not callable(model):
        holds(False, f"train returned {type(model).__name__}; expected the trained model")
        return
    after = logits_of(impl, model, x)
    new_x, new_y = images(draw, NEW_IMAGES, cross)  # they don't exist before the training has ended
    answers = logits_of(impl, model, new_x)
    if before is None or after is None or answers is None:
        return
    seen, new = accuracy(after, y), accuracy(answers, new_y)
    figures = f"{new:.1%} of {NEW_IMAGES} new images are right ({seen:.1%} of its own), {WANTED:.0%} are needed"
    moved = not torch.equal(before, after)
    holds(moved, "The model answers as before the training: do the steps reach the weights of the model you return?")
    holds(new >= WANTED, f"{figures}. {advice(seen, new, after, before)}")


def accuracy(logits, labels):
    """The part of the images whose largest logit is their label's."""
    return float((logits.argmax(dim=1) == labels).double().mean())


def advice(seen, new, after, before):
    """What the figures point at, and what to try. `after` and `before`: the logits of the training images."""
    if new < 0.1:
        return "Nearly all get the other class: look at the sign of the loss."
    if (after - before).abs().max() < 0.1:
        return "The answers have hardly moved: try more steps or a larger learning rate."
    if len(after.argmax(dim=1).unique()) == 1:
        return "All get the same answer: is the loss made smaller, not larger? Try a smaller learning rate."
    if seen >= WANTED:
        return (
            "It knows its own images by heart. A figure can stand anywhere: let small filters with shared weights look "
            "everywhere, then forget the place (pooling)."
        )
    if seen < 0.75:
        return (
            "It has learnt little of its own images either. Do image and label stay together when they are shuffled? "
            "Is there something nonlinear between the layers? Does the loss fall from pass to pass?"
        )
    return "It is on the way: more passes, another learning rate, or more filters. Does the loss still fall at the end?"
