"""Checks of the embedding: rows, shapes of ids, then the backward without repeats, with repeats, and at the edges."""

from dlquiz.checks import check, close, gradient, keeps_arguments

SHAPES = [(), (1,), (5,), (2, 3), (3, 2), (2, 1, 3)]


def table(draw, V, E):
    return draw.normal(V, E)


@check("each id takes its own row of the table", points=2)
def rows(impl, ref, draw):
    for V, E, T in [(3, 3, 3), (2, 1, 2), (4, 2, 4), (3, 5, 3)]:
        ids, weight = draw.permutation(V)[:T], table(draw, V, E)
        close(impl.embedding(ids, weight), ref.embedding(ids, weight))
    ids, weight = draw.integers(0, 4, 7), table(draw, 4, 3)
    close(impl.embedding(ids, weight), ref.embedding(ids, weight))


@check("ids may have any number of dimensions", points=1, needs=rows)
def shapes(impl, ref, draw):
    for shape in SHAPES:
        ids, weight = draw.integers(0, 4, *shape), table(draw, 4, 3)
        close(impl.embedding(ids, weight), ref.embedding(ids, weight))


@check("a word that occurs once gets the gradient of its place, one that does not gets 0", points=2)
def once(impl, ref, draw):
    for V, E, T in [(3, 3, 3), (3, 2, 2), (2, 3, 1), (6, 4, 3)]:
        ids = draw.permutation(V - 1)[:T] if T < V else draw.permutation(V)  # the last word is missing where one is
        grad_output, weight = draw.normal(T, E), table(draw, V, E)
        close(impl.embedding_backward(grad_output, ids, weight), ref.embedding_backward(grad_output, ids, weight))


@check("a word that occurs several times collects from all its places", points=2, needs=once)
def repeated(impl, ref, draw):
    weight = table(draw, 4, 2)
    one = draw.integers(0, 1, 3) + draw.integer(0, 3)  # the same word three times
    for ids in (one, draw.integers(0, 3, 8)):
        grad_output = draw.normal(len(ids), 2)
        close(impl.embedding_backward(grad_output, ids, weight), ref.embedding_backward(grad_output, ids, weight))


@check("right for ids of any shape, against finite differences too", points=2, needs=(shapes, repeated))
def gradients(impl, ref, draw):
    across = draw.permutation(4)[:2].expand(3, 2).clone()  # three times the same sequence, in which no word is repeated
    within = draw.permutation(4)[:3, None].expand(3, 2).clone()
    for ids in (*(draw.integers(0, 4, *shape) for shape in SHAPES), across, within):
        at = ids, table(draw, 5, 3)
        gradient(impl, ref, forward="embedding", backward="embedding_backward", at=at)


@check("no ids, a vocabulary of one and non-contiguous tensors are fine", points=1, needs=gradients)
def edges(impl, ref, draw):
    for shape, V in [((0,), 3), ((2, 0), 3), ((4,), 1), ((2, 3), 1)]:
        ids, weight, grad_output = draw.integers(0, V, *shape), table(draw, V, 2), draw.normal(*shape, 2)
        close(impl.embedding(ids, weight), ref.embedding(ids, weight))
        close(impl.embedding_backward(grad_output, ids, weight), ref.embedding_backward(grad_output, ids, weight))
    ids, weight = draw.views(draw.integers(0, 4, 3, 2)), draw.views(table(draw, 4, 5))
    grad_output = draw.views(draw.normal(3, 2, 5))
    close(impl.embedding(ids, weight), ref.embedding(ids, weight))
    close(impl.embedding_backward(grad_output, ids, weight), ref.embedding_backward(grad_output, ids, weight))


@check("the arguments stay as they are", points=1, needs=(rows, once))
def pure(impl, ref, draw):
    ids, weight, grad_output = draw.integers(0, 4, 2, 3), table(draw, 4, 5), draw.normal(2, 3, 5)
    keeps_arguments(impl.embedding, ids, weight)
    keeps_arguments(impl.embedding_backward, grad_output, ids, weight)
