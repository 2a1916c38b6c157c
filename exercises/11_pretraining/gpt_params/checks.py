"""Checks of the count: small models in which each part has a size of its own, then the published ones."""

from dlquiz.checks import check, close


def compare(impl, ref, *arguments, **settings):
    close(impl.gpt_params(*arguments, **settings), ref.gpt_params(*arguments, **settings))


@check("embeddings, one layer, a norm at the end", points=3)
def one_layer(impl, ref, draw):
    for hidden in (1, 2, 3, 8, draw.integer(10, 50)):
        compare(impl, ref, 1, hidden, 5, 4)


@check("each layer counts, the last norm once", points=2, needs=one_layer)
def layers(impl, ref, draw):
    for count in (2, 3, draw.integer(10, 50)):
        compare(impl, ref, count, 4, 5, 3)


@check("each token and each position has a row, and the output none of its own", points=2)
def embeddings(impl, ref, draw):
    for vocab, context in [(1, 1), (1, 6), (9, 1), (7, 30), (draw.integer(30, 90), draw.integer(100, 300))]:
        compare(impl, ref, 1, 3, vocab, context)
        compare(impl, ref, 1, 3, context=context, vocab=vocab)


@check("GPT-2 in its four sizes, and GPT-3", points=2)
def real(impl, ref, draw):
    for layers, hidden in [(12, 768), (24, 1024), (36, 1280), (48, 1600)]:
        compare(impl, ref, layers, hidden)
    compare(impl, ref, 12, 768, context=512)
    compare(impl, ref, 12, 768, 40_478)
    compare(impl, ref, 96, 12_288, context=2048)
