"""Recurses until the C stack ends."""

import sys

HONEST = 0

sys.setrecursionlimit(10**9)


def softmax(x, dim):
    return softmax(x, dim)
