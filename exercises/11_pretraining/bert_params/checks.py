"""Checks of the count: small models in which each part has a size of its own, then the released ones."""

from dlquiz.checks import check, close


def compare(impl, ref, *arguments, **settings):
    close(impl.bert_params(*arguments, **settings), ref.bert_params(*arguments, **settings))


@check("embeddings and one layer", points=3)
def one_layer(impl, ref, draw):
    for hidden in (1, 2, 3, 8, draw.integer(10, 50)):
        compare(impl, ref, 1, hidden, 1, 5, 4, False)


@check("each layer counts", points=1, needs=one_layer)
def layers(impl, ref, draw):
    for count in (2, 3, draw.integer(10, 50)):
        compare(impl, ref, count, 4, 2, 5, 3, False)


@check("each word piece, position and segment has a row", points=2)
def embeddings(impl, ref, draw):
    for vocab, max_len in [(1, 1), (1, 6), (9, 1), (7, 30), (draw.integer(30, 90), draw.integer(100, 300))]:
        compare(impl, ref, 1, 3, 1, vocab, max_len, False)
        compare(impl, ref, 1, 3, 1, max_len=max_len, vocab=vocab, pooler=False)


@check("the pooler is counted unless told otherwise", points=1, needs=one_layer)
def pooler(impl, ref, draw):
    for hidden in (1, 2, 3, 8, draw.integer(10, 50)):
        compare(impl, ref, 2, hidden, 1, 5, 4)
        compare(impl, ref, 1, hidden, 1, 5, 4, True)


@check("heads change nothing", points=1, needs=pooler)
def heads(impl, ref, draw):
    for count in (1, 2, 3, 12):
        compare(impl, ref, 2, 12, count, 5, 4)


@check("BASE and LARGE", points=2)
def real(impl, ref, draw):
    compare(impl, ref, 12, 768, 12)
    compare(impl, ref, 24, 1024, 16)
    compare(impl, ref, 12, 768, 12, pooler=False)
    compare(impl, ref, 12, 768, 12, 28_996)
    compare(impl, ref, 4, 256, 4, max_len=128)
