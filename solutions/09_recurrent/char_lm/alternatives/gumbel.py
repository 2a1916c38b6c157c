"""Draws by the Gumbel trick, argmax of logits plus noise; the loss sentence by sentence; ids in a list."""

import torch


def build_vocab(text):
    return [*dict.fromkeys(sorted(text))]


def encode(text, vocab):
    ids = []
    for character in text:
        places = [i for i, known in enumerate(vocab) if known == character]
        if not places:
            raise ValueError("unknown character " + repr(character))
        ids += places
    return torch.tensor(ids, dtype=torch.long)


def decode(ids, vocab):
    names = dict(enumerate(vocab))
    try:
        return "".join(names[int(i)] for i in ids)
    except KeyError as error:
        raise ValueError(f"no such id: {error}") from error


def char_lm_loss(logits, targets):
    losses = []
    for row, target in zip(logits, targets, strict=True):
        for scores, t in zip(row, target, strict=True):
            losses.append(torch.logsumexp(scores, 0) - scores[t])
    return torch.stack(losses).mean() if losses else logits.new_zeros(())


def sample(step, state, start, length, generator):
    result = []
    for _ in range(length):
        start, state = one(*step(start, state), generator)
        result.append(start)
    return result


def one(logits, state, generator):
    uniform = torch.rand(logits.shape, generator=generator, dtype=torch.float64)
    noise = -(-uniform.clamp(1e-300, 1 - 1e-16).log()).log()
    return int((logits + noise.to(logits.dtype)).argmax()), state
