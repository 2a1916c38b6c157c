"""Returns text, bytes and objects where numbers are expected."""

HONEST = 0


def softmax(x, dim):
    return str(x)


def count(inputs, outputs):
    return str(inputs * outputs + outputs)


def central(f, x, h):
    return b"1.0"
