"""Answers with NaN."""

HONEST = 0


def softmax(x, dim):
    return x * float("nan")


def linear_backward(g, x, w, b):
    return x * float("nan"), w * float("nan"), b * float("nan")


def count(inputs, outputs):
    return float("nan")


def central(f, x, h):
    return x * float("nan")
