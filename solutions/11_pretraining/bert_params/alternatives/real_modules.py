"""The model itself, of modules that take no memory."""

from torch import nn


def bert_params(layers, hidden, heads, vocab=30522, max_len=512, pooler=True):
    def norm():
        return nn.LayerNorm(hidden, eps=1e-12, device="meta")

    def linear(inputs, outputs):
        return nn.Linear(inputs, outputs, device="meta")

    parts = [nn.Embedding(rows, hidden, device="meta") for rows in (vocab, max_len, 2)]
    parts.append(norm())
    for _ in range(layers):
        parts += [linear(hidden, hidden) for _ in range(4)]
        parts += [norm(), linear(hidden, 4 * hidden), linear(4 * hidden, hidden), norm()]
    if pooler:
        parts.append(linear(hidden, hidden))
    return sum(parameter.numel() for part in parts for parameter in part.parameters())
