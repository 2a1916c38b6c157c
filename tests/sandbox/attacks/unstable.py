"""Right for small scores, overflows for large ones."""

HONEST = 3


def softmax(x, dim):
    return x.exp() / x.exp().sum(dim, keepdim=True)
