"""Checks of char_lm: the vocabulary and its two directions, the loss, and sampling through a step of ours.

Draws are graded by their distribution: of 800 a share lies more than 5 standard deviations away less than once in a
million times, and there are 5 of them. Where the step leaves no choice, the whole list is known.
"""

import math

import torch

from dlquiz.checks import check, close, holds, keeps_arguments, raises, same, there, within

TEXTS = ["a", "hello", "to be, or not to be", "b\nB\tb 1!", "한글은 한 글자씩", "zyxzyx"]
Z = 5.0
DRAWS = 800


def numbers(ids):
    """Ids as a list of ints, whether they came as a list or as a tensor (T,) of integers; else as they are."""
    if isinstance(ids, torch.Tensor) and ids.dim() == 1 and ids.dtype == torch.int64:
        return ids.tolist()
    return list(ids) if isinstance(ids, tuple) else ids


@check("the vocabulary holds each character once, in order", points=1)
def vocabulary(impl, ref, draw):
    for text in [*TEXTS, ""]:
        close(impl.build_vocab(text), ref.build_vocab(text))


@check("characters become their places in the vocabulary", points=2)
def encoding(impl, ref, draw):
    for text in [*TEXTS, ""]:
        vocab = sorted(set(text) | set("aeho"))
        close(numbers(impl.encode(text, vocab)), ref.encode(text, vocab).tolist())
    for text, vocab in [("b", ["a", "c"]), ("aca", ["a", "b"]), ("a", [])]:
        raises(ValueError, impl.encode, text, vocab)


@check("ids become text again", points=2)
def decoding(impl, ref, draw):
    for text in [*TEXTS, ""]:
        vocab = sorted(set(text) | set("xyz"))
        ids = ref.encode(text, vocab)
        close(impl.decode(ids.tolist(), vocab), text)
        close(impl.decode(ids, vocab), text)
    for ids in ([2], [0, -1], [1, 5, 0]):
        raises(ValueError, impl.decode, ids, ["a", "b"])


@check("the loss is the mean surprise at the next character", points=2)
def loss(impl, ref, draw):
    for N, T, V in [(1, 1, 2), (2, 3, 4), (3, 3, 3), (4, 2, 5)]:
        logits, targets = draw.normal(N, T, V), draw.integers(0, V, N, T)
        close(impl.char_lm_loss(logits, targets), ref.char_lm_loss(logits, targets))
    logits, targets = 1000 * draw.normal(2, 3, 4, mean=0.0, std=1.0), draw.integers(0, 4, 2, 3)
    close(impl.char_lm_loss(logits, targets), ref.char_lm_loss(logits, targets), why="large logits")
    views = draw.views(draw.normal(2, 3, 4)), draw.views(draw.integers(0, 4, 2, 3))
    close(impl.char_lm_loss(*views), ref.char_lm_loss(*views), why="logits and targets that are views")
    keeps_arguments(impl.char_lm_loss, draw.normal(2, 3, 4), draw.integers(0, 4, 2, 3))


@check("no characters, no loss", points=1, needs=loss)
def empty(impl, ref, draw):
    for N, T in [(0, 3), (2, 0)]:
        logits, targets = draw.normal(N, T, 4), draw.integers(0, 4, N, T)
        close(impl.char_lm_loss(logits, targets), ref.char_lm_loss(logits, targets))


def chain(draw, after, calls):
    """A step that leaves no choice: after id comes after[id]. Its state counts, and it notes what it is called with."""

    def step(id, state):
        number, state = int(id), int(state)
        calls.append((number, state))
        logits = torch.full((len(after),), -math.inf)
        logits[after[number]] = draw.number(-3, 3)
        return draw.tensor(logits.tolist()), state + 1

    return step


@check("each character drawn is the next step's input, with the new state", points=3)
def goes_on(impl, ref, draw):
    for size, length in [(2, 1), (3, 4), (7, 12)]:
        order = draw.permutation(size).tolist()  # one round through all characters
        after = {order[i]: order[(i + 1) % size] for i in range(size)}
        start, calls = order[0], []
        drawn = impl.sample(chain(draw, after, calls), 10, start, length, draw.generator())
        due = [order[(i + 1) % size] for i in range(length)]
        close(numbers(drawn), due)
        close([id for id, _ in calls[:length]], [start, *due[:-1]], why="the ids that step was called with")
        close(
            [state for _, state in calls[:length]], list(range(10, 10 + length)), why="the states that came with them"
        )
    close(numbers(impl.sample(chain(draw, after, []), 0, start, 0, draw.generator())), [], why="length 0")


def sampled(module, logits, length, generator):
    """sample with a step that always gives the same logits."""
    drawn = module.sample(lambda id, state: (logits, state), None, 0, length, generator)
    return [int(number) for number in drawn]


@check("characters are drawn with the probabilities of the softmax", points=3, needs=goes_on)
def distribution(impl, ref, draw):
    logits = draw.tensor([0.0, 1.0, -1.0, 2.0, -math.inf]) + draw.normal(1)
    counts = torch.bincount(torch.tensor(there(impl, sampled, logits, DRAWS, draw.stream())), minlength=5)
    if len(counts) != 5:
        holds(False, "an id that the model does not know was drawn")
        return
    for number, (count, p) in enumerate(zip(counts.tolist(), logits.double().softmax(dim=0).tolist(), strict=True)):
        within(count / DRAWS, p, Z * math.sqrt(p * (1 - p) / DRAWS), f"the share of character {number}")


@check("the generator decides the draws", points=1, needs=distribution)
def generated(impl, ref, draw):
    logits, again, other = draw.tensor([0.0, 1.0, 0.5, 0.2]), draw.generator(), draw.generator()
    first = there(impl, sampled, logits, 40, again)
    same(first, there(impl, sampled, logits, 40, again), why="the same generator gave other draws")
    holds(first != there(impl, sampled, logits, 40, other), "another generator gave the same 40 draws")
