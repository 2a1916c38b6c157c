"""Returns its inputs."""

HONEST = 0


def softmax(x, dim):
    return x


def linear_backward(g, x, w, b):
    return x, w, b


def count(inputs, outputs):
    return inputs


def central(f, x, h):
    return x
