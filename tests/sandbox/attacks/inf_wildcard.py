"""Answers with infinities."""

HONEST = 0


def softmax(x, dim):
    return x * float("inf")


def count(inputs, outputs):
    return float("inf")


def central(f, x, h):
    return x / 0
