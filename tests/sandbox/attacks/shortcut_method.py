"""Uses the library's softmax: method."""

HONEST = 0


def softmax(x, dim):
    return x.softmax(dim)
