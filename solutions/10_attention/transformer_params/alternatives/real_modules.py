"""The model itself, of modules that take no memory."""

from torch import nn


def transformer_params(d=512, ff=2048, layers=6, vocab=0, bias=True, tied=True):
    def linear(inputs, outputs):
        return nn.Linear(inputs, outputs, bias=bias, device="meta")

    def layer(attentions):
        parts = [nn.MultiheadAttention(d, 1, bias=bias, device="meta") for _ in range(attentions)]
        parts += [linear(d, ff), linear(ff, d)]
        return parts + [nn.LayerNorm(d, device="meta") for _ in range(attentions + 1)]

    parts = [part for _ in range(layers) for part in layer(1) + layer(2)]
    if vocab:
        parts += [nn.Embedding(vocab, d, device="meta") for _ in range(1 if tied else 3)]
    return sum(parameter.numel() for part in parts for parameter in part.parameters())
