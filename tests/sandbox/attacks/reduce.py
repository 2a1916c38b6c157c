"""Returns objects whose pickle would run code."""

import os

HONEST = 0


class Bad:
    def __reduce__(self):
        return os.system, ("touch /tmp/dlquiz-attack",)

    def __getattr__(self, name):
        raise SystemExit


def softmax(x, dim):
    return Bad()


def count(inputs, outputs):
    return [Bad()] * 20_000
