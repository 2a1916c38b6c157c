"""list.index, numpy's random numbers replaced by the inverse of the distribution function, a loss by gather."""

import torch


def build_vocab(text):
    vocab = []
    for character in text:
        if character not in vocab:
            vocab.append(character)
    vocab.sort()
    return vocab


def encode(text, vocab):
    return torch.LongTensor([vocab.index(character) for character in text])  # index raises ValueError itself


def decode(ids, vocab):
    text = ""
    for number in ids.tolist() if torch.is_tensor(ids) else ids:
        if number not in range(len(vocab)):
            raise ValueError(number)
        text += vocab[number]
    return text


def char_lm_loss(logits, targets):
    if targets.numel() == 0:
        return logits.sum() * 0
    return -logits.log_softmax(dim=2).gather(2, targets.unsqueeze(2)).mean()


def sample(step, state, start, length, generator):
    ids = [start]
    while len(ids) <= length:
        logits, state = step(ids[-1], state)
        below = logits.double().softmax(0).cumsum(0)
        u = torch.rand((), generator=generator, dtype=torch.float64) * below[-1]
        ids.append(int(torch.searchsorted(below, u, right=True).clamp(max=len(below) - 1)))
    return ids[1:]
