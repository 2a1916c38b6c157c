"""The model itself, of modules that take no memory."""

from torch import nn


def gpt_params(layers, hidden, vocab=50257, context=1024):
    def linear(inputs, outputs):
        return nn.Linear(inputs, outputs, device="meta")

    parts = [nn.Embedding(vocab, hidden, device="meta"), nn.Embedding(context, hidden, device="meta")]
    layer = [linear(hidden, 3 * hidden), linear(hidden, hidden), linear(hidden, 4 * hidden), linear(4 * hidden, hidden)]
    layer += [nn.LayerNorm(hidden, device="meta") for _ in range(2)]
    once = [*parts, nn.LayerNorm(hidden, device="meta")]
    return _size(once) + layers * _size(layer)


def _size(modules):
    return sum(parameter.numel() for module in modules for parameter in module.parameters())
