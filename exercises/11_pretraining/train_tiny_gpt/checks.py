"""Checks of train_tiny_gpt: one training on a text that is made here, judged on a text that is made after it.

The text goes on and on like this: "anna has a red ball. the ball of anna is red. omar has …". Names, colours and things
are drawn anew for each pair of sentences; all else follows from what stands before it. In nats a character, over
windows of 64: a table of pairs of letters has 1.6, and a network that learns words, order and repetition 0.3 to 0.4.
"""

import math

import torch

from dlquiz.checks import check, holds, same, there

NAMES = ["anna", "omar", "mira", "paul", "ines", "yuki", "lena", "igor"]
THINGS = ["ball", "book", "lamp", "cup", "kite", "drum", "hat", "shoe"]
COLOURS = ["red", "blue", "green", "white", "black", "brown", "gold", "pink"]
ALPHABET = sorted(set("".join(NAMES + THINGS + COLOURS) + " .the of is has a"))
CONTEXT = 64
LENGTH = 20_000
WINDOWS = 100  # 6400 characters: two texts' losses differ by about 0.01
WANTED = 0.5


def text(draw, ids, length):
    """Ids (length,) of a text."""
    count = 1 + length // 35  # no pair of sentences is shorter
    drawn = [draw.integers(0, len(words), count).tolist() for words in (NAMES, THINGS, COLOURS)]
    pairs = []
    for n, t, c in zip(*drawn, strict=True):
        name, thing, colour = NAMES[n], THINGS[t], COLOURS[c]
        pairs.append(f"{name} has a {colour} {thing}. the {thing} of {name} is {colour}. ")
    numbers = [ids[character] for character in "".join(pairs)[:length]]
    return torch.tensor(numbers, device=draw.device)


def evaluate(module, model, ids):
    """The model's answer as anybody would ask for it."""
    with torch.no_grad():
        return model.eval()(ids)


def logits_of(impl, model, ids):
    """The model's logits for windows of ids, if shape and numbers are in order; else None, and the finding."""
    logits = there(impl, evaluate, model, ids)
    shape = list(logits.shape) if isinstance(logits, torch.Tensor) else type(logits).__name__
    due = [*ids.shape, len(ALPHABET)]
    fits = shape == due and logits.is_floating_point()
    holds(fits, f"The model's answer to ids of shape {list(ids.shape)} is {shape}; expected floats {due}")
    finite = fits and bool(torch.isfinite(logits).all())
    holds(finite or not fits, "The logits are NaN or infinite; try a smaller learning rate")
    return logits if finite else None


def looks_ahead(impl, model, ids, draw):
    """Whether logits change when only later characters do; None where there are no logits."""
    before = logits_of(impl, model, ids)
    for cut in (1, 20, 40, CONTEXT - 1):
        other = ids.clone()
        other[:, cut:] = (ids[:, cut:] + 1 + draw.integers(0, len(ALPHABET) - 1, *ids[:, cut:].shape)) % len(ALPHABET)
        after = logits_of(impl, model, other)
        if before is None or after is None:
            return None
        if not torch.allclose(before[:, :cut], after[:, :cut], rtol=1e-3, atol=1e-3):
            return True
    return False


AHEAD = (
    "The logits at a place change when only later characters do: the model looks at what it is to predict. "
    "Its loss is small then, and it can't write a text. Which places may a place attend to?"
)


@check("each place gets logits that know nothing of later ones", points=3, dtypes=("float32",))
def causal(impl, ref, draw):
    ids = draw.integers(0, len(ALPHABET), 3, CONTEXT)
    model = impl.make_model(len(ALPHABET)).to(draw.device)
    ahead = looks_ahead(impl, model, ids, draw)
    if ahead is None:
        return
    holds(not ahead, AHEAD)
    alone, together = logits_of(impl, model, ids[:1]), logits_of(impl, model, ids)
    if alone is not None and together is not None:
        same(
            alone,
            together[:1],
            why="a window gets other logits alone than among two others. Which dimension does the attention run over?",
        )


@check("trained, it predicts a new text", points=7, needs=causal, seconds=30, dtypes=("float32",))
def predicts(impl, ref, draw):
    places = draw.permutation(len(ALPHABET)).tolist()  # nobody knows beforehand which id is which letter
    ids = dict(zip(ALPHABET, places, strict=True))
    seen = text(draw, ids, LENGTH)
    model = impl.make_model(len(ALPHABET)).to(draw.device)
    model = impl.train(model.train(), seen, generator=draw.generator())
    if not callable(model):
        holds(False, f"train returned {type(model).__name__}; expected the trained model")
        return
    new = text(draw, ids, WINDOWS * (CONTEXT + 1)).view(WINDOWS, CONTEXT + 1)  # made when the training has ended
    logits = logits_of(impl, model, new[:, :-1])
    if logits is None:
        return
    losses = surprise(logits, new[:, 1:])  # (WINDOWS, CONTEXT)
    loss = float(losses.mean())
    copied = float(surprise(logits, new[:, :-1]).mean())
    figures = f"The loss on a new text is {loss:.3f} nats a character, below {WANTED} is needed"
    holds(loss < WANTED, f"{figures}. {advice(loss, copied, pairs_alone(seen, new))}")
    ahead = looks_ahead(impl, model, new[:3, :-1], draw)
    holds(ahead in (False, None), AHEAD)


def surprise(logits, targets):
    """−log p of each target."""
    return -logits.double().log_softmax(dim=2).gather(2, targets[:, :, None])[:, :, 0]


def pairs_alone(seen, new):
    """The loss of a table that knows the last character only, counted in the training text."""
    counts = torch.ones(len(ALPHABET), len(ALPHABET), dtype=torch.float64, device=seen.device)
    counts.index_put_((seen[:-1], seen[1:]), counts.new_ones(()), accumulate=True)
    table = (counts / counts.sum(dim=1, keepdim=True)).log()
    return float(-table[new[:, :-1], new[:, 1:]].mean())


def advice(loss, copied, pairs):
    """What the loss points at, and what to try. `copied`: the loss if each character were its own successor."""
    if copied < 0.5:
        return "It predicts the very character that it is given. By how much is the target shifted?"
    if loss > 0.95 * math.log(len(ALPHABET)):
        return (
            "That is chance or worse. Do the steps reach the weights of the model you return? Which way do they go? "
            "Do the windows come from the whole text, and is each target the very next character?"
        )
    if loss > 0.9 * pairs:
        return (
            f"A table of which letter follows which has {pairs:.2f}. Does attention bring in what stands further back? "
            "Does the loss still fall at the end?"
        )
    return (
        "It knows more than the last character. Does it also know *where* the others stand? Without positions a "
        "place sees a heap of characters. Else: more steps, or another learning rate. Does the loss still fall at the "
        "end?"
    )
