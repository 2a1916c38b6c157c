"""Checks of the count: small models in which each part has a size of its own, then those of the paper."""

from dlquiz.checks import check, close


def compare(impl, ref, *arguments, **settings):
    close(impl.transformer_params(*arguments, **settings), ref.transformer_params(*arguments, **settings))


@check("matrices and norms of one encoder layer and one decoder layer", points=2)
def matrices(impl, ref, draw):
    for d, ff in [(1, 1), (1, 5), (3, 1), (4, 7), (draw.integer(5, 20), draw.integer(30, 90))]:
        compare(impl, ref, d, ff, 1, bias=False)


@check("attention and feed-forward have biases unless told otherwise", points=2, needs=matrices)
def biases(impl, ref, draw):
    for d, ff in [(1, 1), (1, 5), (3, 1), (4, 7), (draw.integer(5, 20), draw.integer(30, 90))]:
        compare(impl, ref, d, ff, 1)
        compare(impl, ref, d, ff, 1, 0, True)


@check("as many decoder layers as encoder layers", points=1, needs=biases)
def layers(impl, ref, draw):
    for count in (2, 3, draw.integer(7, 30)):
        compare(impl, ref, 3, 7, count)
        compare(impl, ref, 3, 7, layers=count, bias=False)


@check("three tied matrices count once", points=1, needs=biases)
def tied(impl, ref, draw):
    for vocab in (1, 10, draw.integer(50, 900)):
        compare(impl, ref, 3, 7, 1, vocab)
        compare(impl, ref, 3, 7, 2, vocab=vocab, bias=False)


@check("untied, each of the three counts", points=1, needs=biases)
def untied(impl, ref, draw):
    for vocab in (0, 1, 10, draw.integer(50, 900)):
        compare(impl, ref, 3, 7, 1, vocab, tied=False)
        compare(impl, ref, 3, 7, 2, vocab, False, False)


@check("the models of the paper", points=2)
def real(impl, ref, draw):
    compare(impl, ref)
    compare(impl, ref, vocab=37_000)
    compare(impl, ref, 1024, 4096)
    compare(impl, ref, ff=1024, vocab=37_000)
    compare(impl, ref, vocab=37_000, bias=False)
