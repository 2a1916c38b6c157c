"""Raises GeneratorExit and KeyboardInterrupt out of calls."""

HONEST = 0


def softmax(x, dim):
    raise KeyboardInterrupt


def count(inputs, outputs):
    raise GeneratorExit
