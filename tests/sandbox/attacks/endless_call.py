"""Loops for ever, with SIGTERM and SIGALRM ignored."""

import signal

HONEST = 0

for number in (15, 14, 2, 1, 24):
    signal.signal(number, signal.SIG_IGN)


def softmax(x, dim):
    while True:
        pass
