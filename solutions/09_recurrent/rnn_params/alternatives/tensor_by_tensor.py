"""Lists the tensors that PyTorch would make, by their shapes, and adds up their sizes."""

import math


def shapes(blocks, inputs, hidden, layers, directions):
    for layer in range(layers):
        width = inputs if layer == 0 else hidden * directions
        for _ in range(directions):
            yield from [(blocks * hidden, width), (blocks * hidden, hidden), (blocks * hidden,), (blocks * hidden,)]


def rnn_params(kind, input_size, hidden_size, num_layers=1, bidirectional=False):
    if input_size <= 0 or hidden_size <= 0 or num_layers <= 0:
        raise ValueError("nothing to count")
    try:
        gates = {"rnn": "h", "lstm": "ifgo", "gru": "rzn"}[kind]
    except KeyError as error:
        raise ValueError(f"no cell is called {kind}") from error
    tensors = shapes(len(gates), input_size, hidden_size, num_layers, 1 + bool(bidirectional))
    return sum(math.prod(shape) for shape in tensors)
