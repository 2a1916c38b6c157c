"""Returns text that is no UTF-8."""

HONEST = 0


def softmax(x, dim):
    return "\ud800" * 9


def count(inputs, outputs):
    return {"\udfff": 1}
