"""Raises what derives from BaseException alone."""

HONEST = 0


class Quiet(BaseException):
    pass


def softmax(x, dim):
    raise Quiet
