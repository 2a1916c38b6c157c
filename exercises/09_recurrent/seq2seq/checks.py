"""Checks of sequence to sequence: the encoder's last state, then decoders that end early, late, never, or say bos."""

import operator

import torch

from dlquiz.checks import check, close, holds, keeps_arguments

SIZES = [(1, 1, 2, 1), (1, 2, 1, 2), (2, 2, 3, 3), (3, 3, 2, 4), (2, 5, 4, 3), (4, 3, 1, 2)]  # (N, T, I, H)
PATIENCE = 60  # after so many calls every decoder says eos, so that a loop without another end comes to one


def sequences(draw, N, T, I, H):
    return (
        draw.normal(N, T, I, mean=0.3, std=1.0),
        draw.normal(N, H, mean=0.2, std=0.8),
        draw.normal(H, I, mean=0.0, std=0.6),
        draw.normal(H, H, mean=0.0, std=0.6),
        draw.normal(H, mean=0.0, std=0.5),
    )


def decoder(table, eos, asked):
    """A step whose logits are table[number of the step, token]; the state counts the steps. `asked` keeps each call.

    It asserts nothing: where the reference's answers come from a tape, nobody calls it.
    """

    def step(token, h):
        asked.append((token, h))
        if trouble(token, h, len(table[0])) or len(asked) > PATIENCE:
            return torch.eye(len(table[0])).to(table)[eos], start(table)
        return table[min(int(h[0, 1]), len(table) - 1), whole(token)], h + 1

    return step


def trouble(token, h, V):
    """What is wrong with the arguments of a step, or nothing."""
    if not isinstance(h, torch.Tensor) or h.shape != (1, 2):
        return "step is given a state that it has not returned"
    if whole(token) is None:
        return "step is given a token that is no int"
    return "" if 0 <= whole(token) < V else f"step is given the token {whole(token)}, and there are {V}, from 0 on"


def whole(token):
    """The int that a token is, also one of numpy's or a tensor without dimensions; else None."""
    try:
        return None if isinstance(token, torch.Tensor) and token.dim() else operator.index(token)
    except TypeError:
        return None


def start(table):
    return torch.tensor([[7, 0]], dtype=table.dtype, device=table.device)  # the second number counts


def written(side, table, bos, eos, max_len):
    """The answer of one side, and what it asked."""
    asked = []
    return side.greedy_decode(decoder(table, eos, asked), start(table), bos, eos, max_len), asked


def random_table(draw, steps, V, bos, eos, end=None):
    """Logits by step and token. bos is never the largest, eos from step `end` on."""
    table = draw.normal(steps, V, V)
    table[..., [bos, eos]] = table.min() - 1
    if end is not None:
        table[end:, :, eos] = table.max() + 1
    return table


def compare(impl, ref, table, bos, eos, max_len):
    (got, asked), (due, _) = written(impl, table, bos, eos, max_len), written(ref, table, bos, eos, max_len)
    found = [words for token, h in asked if (words := trouble(token, h, len(table[0])))]
    holds(not found, found[0] if found else "")
    close(got, due)
    return asked, due


@check("the encoder hands over its last state", points=3)
def last_state(impl, ref, draw):
    for sizes in SIZES:
        arguments = sequences(draw, *sizes)
        close(impl.encode_sequence(*arguments), ref.encode_sequence(*arguments))


@check("each token is chosen from the token and the state before it", points=3)
def chain(impl, ref, draw):
    for V, bos, eos, words in [(3, 1, 2, 1), (4, 3, 0, 2), (6, 0, 3, 5), (7, 6, 5, 9)]:
        compare(impl, ref, random_table(draw, words + 1, V, bos, eos, end=words), bos, eos, max_len=words + 6)


@check("a decoder that ends at once writes nothing", points=1, needs=chain)
def ends_at_once(impl, ref, draw):
    compare(impl, ref, random_table(draw, 2, 5, 1, 3, end=0), 1, 3, max_len=4)


@check("a decoder that never ends is stopped after max_len tokens", points=2, needs=chain)
def never_ends(impl, ref, draw):
    for max_len in (1, 4, 0):
        asked, _ = compare(impl, ref, random_table(draw, 8, 5, 4, 2), 4, 2, max_len)
        holds(len(asked) <= max_len + 1, f"max_len is {max_len}, and step was called {len(asked)} times")
    table = random_table(draw, 8, 5, 4, 2, end=3)  # eos comes with the last call that max_len allows, and one later
    for max_len in (4, 3):
        compare(impl, ref, table, 4, 2, max_len)


@check("no step is taken after eos", points=1, needs=chain)
def ends_there(impl, ref, draw):
    for words in (0, 3):
        asked, due = compare(impl, ref, random_table(draw, words + 1, 6, 2, 4, end=words), 2, 4, max_len=words + 8)
        holds(len(asked) <= len(due) + 1, f"eos came with call {len(due) + 1} of step, and there were {len(asked)}")


@check("a bos that the decoder says is fed back and left out", points=1, needs=(chain, never_ends))
def says_bos(impl, ref, draw):
    bos, eos = 3, 1
    table = random_table(draw, 6, 5, bos, eos, end=5)
    table[2, :, bos] = table.max() + 1
    compare(impl, ref, table, bos, eos, max_len=20)
    table = random_table(draw, 3, 5, bos, eos)
    table[..., bos] = table.max() + 1
    asked, _ = compare(impl, ref, table, bos, eos, max_len=4)
    holds(len(asked) <= 5, f"max_len is 4, and a decoder that says nothing but bos was called {len(asked)} times")


@check("of equal logits the lowest index is taken", points=1, needs=chain)
def ties(impl, ref, draw):
    V, bos, eos = 6, 0, 4
    table = random_table(draw, 5, V, bos, eos, end=4)
    table[0, :, [2, 3, 5]] = table[0].max() + 1
    table[1, :, [1, 5]] = table[1].max() + 1
    table[2, :, [3, 4]] = table[2].max() + 1  # a word and eos: the word's index is lower
    table[3] = -torch.inf
    table[3, :, [2, 5]] = draw.number(-3, 3)
    compare(impl, ref, table, bos, eos, max_len=12)
    table[1, :, [4, 5]] = table[1].max() + 1  # eos and a word: eos has the lower index
    compare(impl, ref, table, bos, eos, max_len=12)


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=last_state)
def edges(impl, ref, draw):
    xs, h0, *weights = sequences(draw, 2, 3, 4, 5)
    strided = [draw.views(value) for value in (xs, h0, *weights)]
    for arguments in [(xs[:0], h0[:0], *weights), strided]:
        close(impl.encode_sequence(*arguments), ref.encode_sequence(*arguments))


@check("the arguments stay as they are", points=1, needs=(last_state, chain))
def pure(impl, ref, draw):
    keeps_arguments(impl.encode_sequence, *sequences(draw, 2, 3, 4, 5))
    table = random_table(draw, 4, 5, 1, 3, end=3)
    keeps_arguments(impl.greedy_decode, decoder(table, 3, []), start(table), 1, 3, 6)
