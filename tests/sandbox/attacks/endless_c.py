"""Stays within one call of C for ever."""

HONEST = 0


def softmax(x, dim):
    return 3**10**9
