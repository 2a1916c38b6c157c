"""Raises exceptions whose text raises, ends the process or is no text."""

HONEST = 0


class Bad(Exception):
    def __str__(self):
        raise SystemExit


class Worse(Exception):
    def __str__(self):
        return "\ud800" * 10**7


def softmax(x, dim):
    raise Bad


def count(inputs, outputs):
    raise Worse
