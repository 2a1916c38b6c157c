"""Sleeps, and takes no processor time."""

import time

HONEST = 0


def count(inputs, outputs):
    time.sleep(1000)
