"""Uses the library's softmax under another name."""

HONEST = 0

from torch.nn.functional import softmax as soft


def softmax(x, dim):
    return soft(x, dim)
