"""How many tokens stay is worked out, not counted down; all coins at once; the loss as a softplus of one difference."""

import torch


def pack_pair(a, b, max_len, cls, sep):
    room = max_len - 3
    if room < 0:
        raise ValueError("no room for [CLS] and two [SEP]")
    of_a, of_b = len(a), len(b)
    if of_a + of_b > room:
        of_a = min(of_a, max(room - of_b, (room + 1) // 2))
        of_b = min(of_b, room - of_a)
    first = [cls, *a[:of_a], sep]
    second = [*b[:of_b], sep]
    return torch.tensor(first + second), torch.tensor([0] * len(first) + [1] * len(second))


def nsp_examples(docs, generator):
    pairs = [(d, s) for d, doc in enumerate(docs) for s in range(len(doc) - 1)]
    labels = torch.randint(2, (len(pairs),), generator=generator).tolist()
    examples = []
    for (d, s), label in zip(pairs, labels, strict=True):
        others = [sentence for other, doc in enumerate(docs) if other != d for sentence in doc]
        chosen = others[int(torch.randint(len(others), (1,), generator=generator))] if label else docs[d][s + 1]
        examples.append([docs[d][s], chosen, label])
    return examples


def nsp_loss(cls, weight, bias, labels):
    margin = cls @ (weight[1] - weight[0]) + (bias[1] - bias[0])  # (N,)
    losses = torch.nn.functional.softplus(torch.where(labels == 1, -margin, margin))
    return losses.mean() if len(labels) else losses.sum()
