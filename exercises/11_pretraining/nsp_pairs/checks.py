"""Checks of next sentence prediction: packing, which examples there are and how often they are real, the loss.

Answers may draw in any way, so what is filed about examples is true of every right answer, or nearly. A share of coins
lies more than Z standard deviations away less than once in 500 000 times, and a check files 7 of them; what is
said to have been the same in all calls, or never to have come, is so by chance less than once in a million checks.
"""

import math

import torch

from dlquiz.checks import check, close, holds, integer, keeps_arguments, raises, there, within

Z = 5.0


def plain(value):
    """A list of what a tensor, a tuple or a list holds; anything else as it is."""
    if isinstance(value, torch.Tensor) and value.dtype == torch.int64:
        value = value.tolist()
    return list(value) if isinstance(value, (tuple, list)) else value


def packed(impl, ref, draw, lengths):
    """Packs sentences of these lengths, (of a, of b, max_len), and compares with the reference."""
    for of_a, of_b, max_len in lengths:
        tokens = (3 + draw.permutation(of_a + of_b)).tolist()
        cls, sep = draw.integer(50, 60), draw.integer(60, 70)
        arguments = tokens[:of_a], tokens[of_a:], max_len, cls, sep
        answer, wanted = impl.pack_pair(*arguments), ref.pack_pair(*arguments)
        pair = isinstance(answer, (tuple, list)) and len(answer) == 2
        holds(pair, "the answer is not a pair (ids, segments)")
        if not pair:
            return
        for value, due, name in zip(answer, wanted, ("ids", "segments"), strict=True):
            close(plain(value), due, why=name)


@check("two sentences are packed into ids and segments", points=2)
def packing(impl, ref, draw):
    packed(impl, ref, draw, [(1, 1, 5), (1, 2, 9), (2, 1, 6), (3, 4, 10), (5, 2, 64), (0, 1, 9), (2, 0, 9), (0, 0, 3)])


@check("what is too long loses tokens at the end of the longer sentence", points=2, needs=packing)
def truncation(impl, ref, draw):
    shorter = [(2, 1, 5), (1, 2, 5), (1, 1, 4), (2, 2, 5), (3, 1, 5), (1, 3, 5), (2, 2, 3), (3, 0, 4), (0, 3, 4)]
    packed(impl, ref, draw, [*shorter, (5, 3, 9), (3, 5, 9), (4, 4, 8), (9, 2, 6), (2, 9, 7), (6, 7, 12), (7, 6, 3)])


@check("a max_len without room for the special tokens is refused", points=1, needs=packing)
def impossible(impl, ref, draw):
    for a, b, max_len in [([], [], 2), ([3], [4], 2), ([3, 5], [4], 1), ([3], [], 0), ([3], [4], -1)]:
        raises(ValueError, impl.pack_pair, a, b, max_len, 1, 2)


def documents(sizes):
    """Documents of so many sentences. The first token of sentence s of document d is 10 d + s + 1."""
    return [[[10 * d + s + 1, 99, s][: 1 + (d + s) % 3] for s in range(size)] for d, size in enumerate(sizes)]


def examples_of(answer):
    """The answer as a list of [a, b, label]. Files what is no such thing, and gives None for it."""
    triples = isinstance(answer, (tuple, list)) and all(isinstance(e, (tuple, list)) and len(e) == 3 for e in answer)
    holds(triples, "the answer is not a list of triples (a, b, label)")
    if not triples:
        return None
    found = [[plain(a), plain(b), integer(label)] for a, b, label in answer]
    sentences = all(isinstance(a, list) and isinstance(b, list) for a, b, _ in found)
    holds(sentences, "a sentence of an example is not a list of token ids")
    whole = all(type(label) is int for _, _, label in found)
    return found if sentences and whole else None


@check("each sentence with a next one gives one example, and its label is true", points=2)
def examples(impl, ref, draw):
    for sizes in [(2, 1), (1, 2), (3, 2), (3, 1, 4, 2), (1, 1), (6, 5, 8, 7, 9)]:
        docs = documents(sizes)
        found = examples_of(impl.nsp_examples(docs, draw.generator()))
        if found is None:
            return
        firsts = [sentence for doc in docs for sentence in doc[:-1]]
        following = {doc[s][0]: doc[s + 1] for doc in docs for s in range(len(doc) - 1)}
        home = {sentence[0]: d for d, doc in enumerate(docs) for sentence in doc}
        holds(sorted(a for a, _, _ in found) == sorted(firsts), f"{firsts} have a next sentence; examples: {found}")
        for a, b, label in found:
            known = a in firsts and any(b in doc for doc in docs)
            holds(known, f"{(a, b, label)}: a or b is no sentence of docs, or nothing follows a")
            holds(label in (0, 1), f"{(a, b, label)}: the label is neither 0 nor 1")
            if not known:
                return
            next_one, own = b == following[a[0]], home[a[0]] == home[b[0]]
            holds(next_one or not own, f"{(a, b, label)}: b is of the same document, and not the next sentence")
            holds(
                label == (0 if next_one else 1), f"{(a, b, label)}: b {'follows' if next_one else 'does not follow'} a"
            )


def many(impl, draw, sizes, times):
    """(times, examples, 3), int64: of many calls the examples in order of a, each as token of a, token of b, label."""
    docs = [[[10 * d + s] for s in range(size)] for d, size in enumerate(sizes)]
    found = there(impl, calls_in_a_row, docs, draw.stream(), times)
    count = sum(sizes) - len(sizes)
    usable = isinstance(found, torch.Tensor) and found.shape == (times, count, 3)
    holds(usable, f"one of {times} calls with one generator gave another number of examples than {count}")
    return found if usable else None


def calls_in_a_row(module, docs, generator, times):
    """(times, examples, 3), int64: the examples of calls with one generator, in order of a."""
    import torch

    calls = [
        sorted([int(a[0]), int(b[0]), int(label)] for a, b, label in module.nsp_examples(docs, generator))
        for _ in range(times)
    ]
    return torch.tensor(calls)


@check("half of the examples are real, each by a coin of its own", points=2, needs=examples)
def half(impl, ref, draw):
    times = 100
    found = many(impl, draw, (3, 1, 4, 2), times)
    if found is None:
        return
    real = (found[:, :, 2] == 0).double()
    within_documents = torch.cat((real[:, :2].diff(), real[:, 2:5].diff()), dim=1)
    facts = {
        f"all {times} calls have the same labels": (real == real[:1]).all(),
        "all examples of a call have the same label": (real == real[:, :1]).all(),
        "all examples of a document have the same label": (within_documents == 0).all(),
        "an example has the same label in all calls": (real == real[:1]).all(0).any(),
    }
    for fact, true in facts.items():
        holds(not true, fact)
    total = real.numel()
    within(real.mean(), 0.5, Z * math.sqrt(0.25 / total), f"the share of real neighbours in {total} examples")
    for place in range(6):
        within(real[:, place].mean(), 0.5, Z * math.sqrt(0.25 / times), f"the share of real ones at place {place}")


@check("a negative can be any sentence of any other document", points=1, needs=half)
def negatives(impl, ref, draw):
    times, sizes = 200, (2, 1, 3)  # the rarest sentence comes in one of 12 examples: never with probability 3e-8
    found = many(impl, draw, sizes, times)
    if found is None:
        return
    first, second, label = found.unbind(-1)
    for d, size in enumerate(sizes):
        drawn = second[(first // 10 == d) & (label == 1)]
        for other in (other for other in range(len(sizes)) if other != d and size > 1):
            for s in range(sizes[other]):
                what = f"sentence {s} of the {sizes[other]} in document {other} was never drawn for document {d}"
                holds((drawn == 10 * other + s).any(), f"{what} in {times} calls")
    twice = second[(label[:, 1:] == 1).all(1), 1:]  # where both examples of the last document are negative
    holds((twice[:, 0] != twice[:, 1]).any(), "all negatives of a document are the same sentence, in each call")


@check("the generator decides, and nothing else", points=1, needs=examples)
def repeatable(impl, ref, draw):
    docs, one, other, stream = documents((20, 15, 30)), draw.generator(), draw.generator(), draw.stream()
    answers = [examples_of(impl.nsp_examples(docs, g)) for g in (one, one, other, stream, stream)]
    if None in answers:
        return
    first, again, different, left, right = answers
    holds(first == again, "two calls with generators in the same state gave different examples")
    holds(first != different, "two calls with generators in different states gave the same examples")
    holds(left != right, "two calls in a row with one generator gave the same examples")
    moved = there(impl, moves_another_generator, docs, one)
    holds(not moved, "the call drew from a global generator, or seeded it")


def moves_another_generator(module, docs, generator):
    """True if a call changes the state of torch's, Python's or numpy's global generator."""
    import random

    import numpy
    import torch

    torch.rand(1), random.random(), numpy.random.rand()  # away from where an earlier call may have set them
    before = torch.get_rng_state(), random.getstate(), numpy.random.get_state()[1].copy(), numpy.random.get_state()[2]
    module.nsp_examples(docs, generator)
    after = torch.get_rng_state(), random.getstate(), numpy.random.get_state()[1].copy(), numpy.random.get_state()[2]
    same = torch.equal(before[0], after[0]) and before[1] == after[1]
    return not (same and (before[2] == after[2]).all() and before[3] == after[3])


@check("the loss is the mean cross-entropy of two classes", points=2)
def loss(impl, ref, draw):
    for N, H in [(1, 1), (2, 2), (3, 2), (2, 5), (7, 4)]:
        arguments = draw.normal(N, H), draw.normal(2, H), draw.normal(2), draw.integers(0, 2, N)
        close(impl.nsp_loss(*arguments), ref.nsp_loss(*arguments))
    far = draw.normal(4, 3, std=1000.0), draw.normal(2, 3), draw.normal(2), draw.integers(0, 2, 4)
    close(impl.nsp_loss(*far), ref.nsp_loss(*far), condition=1000)
    viewed = draw.views(draw.normal(4, 3)), draw.views(draw.normal(2, 3)), draw.normal(2), draw.integers(0, 2, 4)
    close(impl.nsp_loss(*viewed), ref.nsp_loss(*viewed))


@check("the loss of an empty batch is 0", points=1, needs=loss)
def nothing(impl, ref, draw):
    empty = draw.normal(0, 3), draw.normal(2, 3), draw.normal(2), draw.integers(0, 2, 0)
    close(impl.nsp_loss(*empty), ref.nsp_loss(*empty))


@check("the arguments stay as they are", points=1, needs=(truncation, examples, loss))
def pure(impl, ref, draw):
    for of_a, of_b in [(6, 2), (2, 6), (4, 4)]:
        keeps_arguments(impl.pack_pair, list(range(3, 3 + of_a)), list(range(20, 20 + of_b)), 7, 1, 2)
    keeps_arguments(impl.nsp_examples, documents((3, 1, 2)), draw.generator())
    keeps_arguments(impl.nsp_loss, draw.normal(3, 4), draw.normal(2, 4), draw.normal(2), draw.integers(0, 2, 3))
