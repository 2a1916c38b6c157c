"""Returns generators and lazily endless sequences."""

HONEST = 0

import itertools


def softmax(x, dim):
    return itertools.repeat(x)


def linear_backward(*arguments):
    return (x for x in itertools.count())


def count(inputs, outputs):
    return range(10**18)
