"""Checks of BERT's input: values at unequal sizes, embeddings so small that eps counts, empty batches."""

import torch

from dlquiz.checks import check, close, keeps_arguments

# N, T, V, P, H
SIZES = [(1, 1, 2, 1, 2), (1, 3, 2, 3, 2), (2, 2, 3, 2, 2), (2, 1, 3, 4, 3), (2, 3, 5, 7, 4), (4, 2, 3, 6, 5)]


def arguments(draw, N, T, V, P, H, std=None):
    """Ids, segments and params; `std`: of the embeddings, around 0."""
    mean = None if std is None else 0.0
    params = {
        "word": draw.normal(V, H, mean=mean, std=std),
        "position": draw.normal(P, H, mean=mean, std=std),
        "segment": draw.normal(2, H, mean=mean, std=std),
        "norm.weight": draw.normal(H),
        "norm.bias": draw.normal(H),
    }
    return draw.integers(0, V, N, T), draw.integers(0, 2, N, T), params


def agree(impl, ref, *given):
    close(impl.bert_embeddings(*given), ref.bert_embeddings(*given))


@check("word, position and segment are added and normalized", points=3)
def values(impl, ref, draw):
    for sizes in SIZES:
        agree(impl, ref, *arguments(draw, *sizes))
    ids, segments, params = arguments(draw, 3, 4, 5, 6, 3)
    agree(impl, ref, draw.views(ids), draw.views(segments), {key: draw.views(value) for key, value in params.items()})


@check("1e-12 stands beside the variance, under the root", points=2, needs=values)
def small(impl, ref, draw):
    for std in (1e-2, 1e-3, 1e-6):  # 1e-5, PyTorch's default, shows from the first on
        agree(impl, ref, *arguments(draw, 2, 3, 5, 7, 4, std))
    agree(impl, ref, *arguments(draw, 2, 3, 5, 7, 1))  # one feature has variance 0
    ids, segments, params = arguments(draw, 2, 3, 5, 7, 4)
    for key in ("word", "position", "segment"):
        params[key] = torch.full_like(params[key], 0.25)
    agree(impl, ref, ids, segments, params)


@check("no sequence, and sequences of no token", points=1, needs=values)
def empty(impl, ref, draw):
    for N, T in ((0, 3), (2, 0), (0, 0)):
        agree(impl, ref, *arguments(draw, N, T, 5, 4, 3))


@check("the arguments stay as they are", points=1, needs=values)
def pure(impl, ref, draw):
    keeps_arguments(impl.bert_embeddings, *arguments(draw, 2, 3, 5, 7, 4))
