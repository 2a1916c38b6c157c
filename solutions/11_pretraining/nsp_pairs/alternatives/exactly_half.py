"""A loop that shortens slices; labels that are exactly half, in random order, by Python's own random numbers."""

import random

import torch


def pack_pair(a, b, max_len, cls, sep):
    if max_len < 3:
        raise ValueError(max_len)
    while 3 + len(a) + len(b) > max_len:
        if len(b) >= len(a):
            b = b[:-1]
        else:
            a = a[:-1]
    ids, segments = [cls], [0]
    for number, sentence in enumerate((a, b)):
        ids.extend([*sentence, sep])
        segments.extend([number] * (len(sentence) + 1))
    return ids, segments


def nsp_examples(docs, generator):
    chance = random.Random(int(torch.randint(2**62, (), generator=generator)))
    count = sum(len(doc) - 1 for doc in docs)
    labels = [i % 2 for i in range(chance.randrange(2), count + 2)][:count]
    chance.shuffle(labels)
    examples = []
    for doc in docs:
        for i in range(1, len(doc)):
            label = labels.pop()
            other = chance.choice([d for d in docs if d is not doc])
            examples.append((doc[i - 1], chance.choice(other) if label else doc[i], label))
    return tuple(examples)


def nsp_loss(cls, weight, bias, labels):
    total = cls.new_zeros(())
    for state, label in zip(cls, labels, strict=True):
        scores = weight @ state + bias
        total = total + torch.logsumexp(scores, 0) - scores[label]
    return total / max(1, cls.shape[0])
