"""Checks of the character model: the vocabulary, ids and back, the loss, and what a model writes.

Answers may draw in any way, so no draw is held against the reference's. Frequencies are means of coins; one lies more
than Z standard deviations away less than once in 500 000 times, and a check files 8 of them.
"""

import math

import torch

from dlquiz.checks import check, close, holds, keeps_arguments, raises, there, within

Z = 5.0
TEXTS = ["", "a", "aa", "ba", "noon", "to be or not to be\n", "한글 글한", "Zebra: Äpfel & 12 äpfel"]


def agrees(impl, ref, text, vocab):
    """Compares ids; a list of them is as good as a tensor."""
    answer, due = impl.encode(text, vocab), ref.encode(text, vocab)
    close(answer, due.tolist() if isinstance(answer, list) else due)


@check("the vocabulary holds every character once, sorted", points=2)
def vocabulary(impl, ref, draw):
    for text in TEXTS:
        close(impl.build_vocab(text), ref.build_vocab(text))


@check("a character's id is its place in the vocabulary", points=2)
def ids(impl, ref, draw):
    for text in TEXTS[1:]:
        vocab = sorted(set(text + "xyz"))
        agrees(impl, ref, text, vocab)
    agrees(impl, ref, "cab", ["c", "a", "b", "d"])  # a vocabulary in an order of its own


@check("no text has no ids, and int64 all the same", points=1, needs=ids)
def no_text(impl, ref, draw):
    for vocab in (["a"], []):
        agrees(impl, ref, "", vocab)


@check("a character that is not in the vocabulary is refused", points=1, needs=ids)
def unknown(impl, ref, draw):
    for text, vocab in [("b", ["a"]), ("abc", ["a", "b"]), ("A", ["a"]), ("한", ["글", "말"]), ("a", [])]:
        raises(ValueError, impl.encode, text, vocab)


@check("ids become a text again", points=1)
def text_again(impl, ref, draw):
    for text in TEXTS:
        vocab = sorted(set(text + "xyz"))
        places = torch.tensor([vocab.index(character) for character in text], dtype=torch.int64).to(draw.device)
        close(impl.decode(places, vocab), text)
    order = draw.permutation(4)
    close(impl.decode(order, ["c", "a", "b", "d"]), "".join("cabd"[i] for i in order.tolist()))


def problem(draw, N, T, V):
    return draw.normal(N, T, V), draw.integers(0, V, N, T)


def agree(impl, ref, *arguments):
    close(impl.char_lm_loss(*arguments), ref.char_lm_loss(*arguments))


@check("the loss is the mean over all places of all texts", points=2)
def loss(impl, ref, draw):
    for sizes in [(1, 1, 2), (1, 2, 2), (2, 2, 3), (2, 3, 2), (3, 3, 3), (4, 2, 5)]:
        agree(impl, ref, *problem(draw, *sizes))


@check("the loss holds for large logits, no text, non-contiguous tensors", points=1, needs=loss)
def edges(impl, ref, draw):
    logits, targets = problem(draw, 2, 3, 4)
    close(impl.char_lm_loss(logits + 1000, targets), ref.char_lm_loss(logits + 1000, targets), condition=1000)
    far = logits.clone()
    far[:, :, 3] += 2000
    targets[0, 0] = 1
    agree(impl, ref, far, targets)
    agree(impl, ref, draw.views(logits), draw.views(targets))
    for N, T in ((0, 3), (2, 0)):
        agree(impl, ref, *problem(draw, N, T, 4))


def certain(module, table, start, length, generator):
    """Where each next id is certain, table[state, id]: what is written, the calls as rows of id and state, and whether
    an id was a tensor with dimensions."""
    import torch

    calls, arrays = [], []

    def step(id, state):
        arrays.append(isinstance(id, torch.Tensor) and id.dim() > 0)
        calls.append((int(id), int(state[0])))
        logits = torch.full((table.shape[1],), -torch.inf)
        logits[table[calls[-1][1] % table.shape[0], calls[-1][0]]] = 2.0
        return logits, (state[0] + 1,)

    written = module.sample(step, (0,), start, length, generator)
    arrays += [isinstance(id, torch.Tensor) and id.dim() > 0 for id in written]
    return [int(id) for id in written], torch.tensor(calls).reshape(-1, 2), any(arrays)


@check("each call of step gets the id just drawn and the state just returned", points=3)
def fed_back(impl, ref, draw):
    for V, length in [(2, 1), (2, 3), (3, 2), (4, 6)]:
        table = torch.stack([draw.permutation(V) for _ in range(length)]).cpu()
        start = draw.integer(0, V - 1)
        given, due = [start], []
        for state in range(length):
            due.append(int(table[state, given[-1]]))
            given.append(due[-1])
        written, calls, arrays = there(impl, certain, table, start, length, draw.generator())
        holds(not arrays, "an id is a tensor with dimensions, where an int is due")
        close(written, due, why="the ids written")
        calls = calls.tolist()
        holds(calls[:length] == [[given[t], t] for t in range(length)], f"the calls (id, state) of step: {calls}")
    written, _, _ = there(impl, certain, torch.tensor([[1, 0]]), 1, 0, draw.generator())
    close(written, [], why="length 0")


def write(module, logits, length, generator):
    """(length), int64: what is written by a model that always says the same."""
    import torch

    return torch.tensor(
        [int(id) for id in module.sample(lambda id, state: (logits, state), None, 0, length, generator)]
    )


@check("an id comes as often as the softmax says", points=2, needs=fed_back)
def frequencies(impl, ref, draw):
    shares, length = (0.1, 0.6, 0.05, 0.25), 400
    for shift in (0.0, -3.0):
        logits = draw.tensor([math.log(share) + shift for share in shares]).cpu()
        written = there(impl, write, logits, length, draw.stream())
        for id, share in enumerate(shares):
            half_width = Z * math.sqrt(share * (1 - share) / length) + 4 / length  # of a rare one, 4 more
            within((written == id).double().mean(), share, half_width, f"the share of id {id} of {length}")


@check("the generator decides, and nothing else", points=1, needs=fed_back)
def repeatable(impl, ref, draw):
    logits, one, other, stream = torch.zeros(7), draw.generator(), draw.generator(), draw.stream()
    first, again, different, left, right = (
        there(impl, write, logits, 50, generator) for generator in (one, one, other, stream, stream)
    )
    holds(torch.equal(first, again), "two calls with generators in the same state wrote different texts")
    holds(not torch.equal(first, different), "two calls with generators in different states wrote the same text")
    holds(not torch.equal(left, right), "two calls in a row with one generator wrote the same text")
    holds(not there(impl, moves_another_generator, logits, one), "the call drew from a global generator, or seeded it")


def moves_another_generator(module, logits, generator):
    """True if a call changes the state of torch's or Python's global generator."""
    import random

    import torch

    torch.rand(1), random.random()  # away from where an earlier call may have set them
    before = torch.get_rng_state(), random.getstate()
    module.sample(lambda id, state: (logits, state), None, 0, 5, generator)
    return not (torch.equal(before[0], torch.get_rng_state()) and before[1] == random.getstate())


@check("the arguments stay as they are", points=1, needs=(ids, text_again, loss))
def pure(impl, ref, draw):
    keeps_arguments(impl.encode, "cab", ["c", "a", "b"])
    keeps_arguments(impl.decode, draw.permutation(3), ["c", "a", "b"])
    keeps_arguments(impl.char_lm_loss, *problem(draw, 2, 3, 4))
